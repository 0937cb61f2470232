import { setTimeout as delay } from 'node:timers/promises';
import { databases } from '../../__testUtils__/testDatabases';
import { idleBuilder, QueueOnDatabase } from '../__testUtils__/QueueOnDatabase';

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())(
  'BuildWorker clears up after a build, %s',
  id => {
    let world: QueueOnDatabase;
    let events: string[];
    /** Of builds that run, and of what is cleared up. */
    let ends: (() => void)[];

    beforeEach(async () => {
      world = await QueueOnDatabase.create(id);
      events = [];
      ends = [];
    });

    afterEach(() => world.stop());

    /** Lasts until the next `end`. */
    const last = (what: string) =>
      new Promise<void>(resolve => {
        events.push(what);
        ends.push(resolve);
      });

    async function until(...expected: string[]): Promise<void> {
      while (events.length < expected.length) {
        await delay(5);
      }
      expect(events).toEqual(expected);
    }

    /** Three builds on a builder that clears up for as long as it is told to. */
    async function start(concurrency: number) {
      for (const kernel of ['1-1', '1-2', '1-3']) {
        await world.add(kernel);
      }
      return world.start(
        async () => {
          await last('build');
          return 'sha256:abc';
        },
        {
          builder: Object.assign(idleBuilder({ concurrency }), {
            tidy: () => last('clear up'),
          }),
        },
      );
    }

    it('before the next one, where no other build runs', async () => {
      const queue = await start(1);
      const all: string[] = [];
      for (let i = 0; i < 3; i++) {
        await until(...all, 'build');
        ends.shift()!();
        await until(...all, 'build', 'clear up');
        await delay(30);
        all.push('build', 'clear up');
        expect(events).toEqual(all);
        ends.shift()!();
      }
      await queue.stop();
    });

    it('beside the next one, where another build runs', async () => {
      const queue = await start(2);
      await until('build', 'build');
      ends.shift()!();
      await until('build', 'build', 'clear up', 'build');

      while (events.filter(event => event === 'clear up').length < 3) {
        ends.splice(0).forEach(end => end());
        await delay(5);
      }
      ends.splice(0).forEach(end => end());
      await queue.stop();
      expect(events.slice(4).sort()).toEqual(['clear up', 'clear up']);
    });
  },
);

import { setTimeout as delay } from 'node:timers/promises';
import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BackendProcess } from './__testUtils__/BackendProcess';
import { BackendWorld } from './__testUtils__/BackendWorld';
import { PostgresProcess } from './__testUtils__/PostgresProcess';
import { Pushes } from './__testUtils__/Pushes';
import { waitFor } from './__testUtils__/waitFor';

// A stall ends sooner: see `waitFor`.
jest.setTimeout(1_200_000);

const BUILDS = 40;
/** Of each backend. */
const CONCURRENCY = 2;
const KILLS = 3;
const LATEST_KILL_MS = 3_000;

describe('two whole backends on one PostgreSQL', () => {
  let postgres: PostgresProcess;
  let world: BackendWorld;

  beforeAll(async () => {
    postgres = await PostgresProcess.start();
    world = await BackendWorld.create({
      kernels: BUILDS + 1,
      // One layer an image, because forty builds are enough work.
      builder: {
        concurrency: CONCURRENCY,
        extraArguments: ['--layers=false'],
      },
      postgres: postgres.url,
    });
  });

  afterAll(async () => {
    await world?.stop();
    await postgres?.stop();
  });

  const unfinished = () => world.database('builds').whereNull('finished_at');

  /** The states of all builds. */
  const progress = () =>
    world
      .database('builds')
      .select('kernel', 'state', 'interruptions')
      .orderBy('kernel');

  /**
   * A build fails by design if it is interrupted twice, which must not happen
   * here.
   */
  async function untilNoneIsInterrupted(): Promise<void> {
    await waitFor(
      'an interrupted build is not finished',
      async () => {
        const rows = await unfinished().where('interruptions', '>', 0);
        return rows.length === 0;
      },
      progress,
    );
  }

  it('lose nothing, do nothing twice and leave nothing if one is killed repeatedly', async () => {
    const pushes = new Pushes(world.registry);
    const second = await world.spawn();
    let victim = await world.start();
    const survivor = await second.start();
    const backends: BackendProcess[] = [survivor, victim];
    await Promise.all(
      Array.from({ length: BUILDS }, (_, i) =>
        world.request(backends[i % 2], world.nextKernel()),
      ),
    );

    for (let kill = 0; kill < KILLS; kill++) {
      const next = await world.spawn();
      await delay(Math.random() * LATEST_KILL_MS);
      await untilNoneIsInterrupted();
      await victim.kill();
      victim = await next.start();
    }
    await waitFor(
      'builds are not finished',
      async () => (await unfinished()).length === 0,
      progress,
    );

    const { items } = await survivor.api.getBuilds({ limit: 100 });
    expect(items).toHaveLength(BUILDS);
    const untruths = await Promise.all(items.map(untruthsOf));
    expect(untruths.flat()).toEqual([]);
    const [{ sum }] = await world
      .database('builds')
      .sum({ sum: 'interruptions' });
    expect(Number(sum)).toBeLessThanOrEqual(KILLS * CONCURRENCY);
    expect(await world.leftovers()).toEqual([]);
    const { id } = await world.request(victim, world.nextKernel());
    expect((await survivor.follow(id)).build.state).toBe('succeeded');

    /** A description of the faults of a build. */
    async function untruthsOf(build: Build): Promise<string[]> {
      const { kernel, state, digest } = build;
      const pushed = pushes.of(kernel);
      const there = await world.digestOf(kernel);
      const interruptions = await world.interruptionsOf(build);
      const wrong: [boolean, string][] = [
        [state !== 'succeeded', `is ${state}: ${build.error?.message}`],
        [!digest || digest !== there, `is ${digest}, the tag names ${there}`],
        [pushed.at(-1) !== digest, `is ${digest}, pushed was ${pushed}`],
        // A killed backend may have pushed before it could record it.
        [
          pushed.length > 1 + interruptions,
          `was pushed ${pushed.length} times, interrupted ${interruptions}`,
        ],
      ];
      return wrong.flatMap(([isSo, what]) =>
        isSo ? [`${kernel} ${what}`] : [],
      );
    }
  });
});

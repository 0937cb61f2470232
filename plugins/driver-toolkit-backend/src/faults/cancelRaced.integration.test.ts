import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BackendProcess } from './__testUtils__/BackendProcess';
import { BackendWorld } from './__testUtils__/BackendWorld';

jest.setTimeout(180_000);

const ROUNDS = 10;
/** About as many as one build sends to the registry from its push on. */
const REQUESTS = 36;

/** The answer to a request to cancel. */
type Answer = Build['state'] | 'too late';

describe('a cancellation that races with the end of a push', () => {
  let world: BackendWorld;
  let backend: BackendProcess;

  beforeAll(async () => {
    world = await BackendWorld.create({ kernels: ROUNDS });
    backend = await world.start();
  });

  afterAll(() => world?.stop());

  /** Resolves after this many requests about the image. */
  function asked(times: number): Promise<void> {
    return new Promise(resolve => {
      let count = 0;
      world.registry.answer = ({ url }) => {
        if (url.includes('/driver-toolkit/') && ++count === times) {
          resolve();
        }
        return false;
      };
    });
  }

  async function cancel(id: string): Promise<Answer> {
    try {
      return (await backend.api.cancelBuild(id)).state;
    } catch (error) {
      expect(error).toMatchObject({ cause: { name: 'ConflictError' } });
      return 'too late';
    }
  }

  /** Contradictions to the state of a cancelled build, in words. */
  async function untruthsOf(build: Build, answer: Answer, lines: string[]) {
    const image = await world.digestOf(build.kernel);
    const expected = {
      succeeded: build.digest !== undefined && image === build.digest,
      cancelled: build.digest === undefined && image === undefined,
    };
    const { state } = build;
    const saysCancelled = lines.at(-1) === 'Cancelled.';
    const agreed =
      (state === 'succeeded' || state === 'cancelled') &&
      expected[state] &&
      saysCancelled === (state === 'cancelled') &&
      !(answer === 'too late' && state === 'cancelled') &&
      !(answer === 'cancelled' && state === 'succeeded');
    return agreed
      ? []
      : [
          `Told ${answer}, ${state} with ${
            build.digest
          }, the tag has ${image}, the log ends: ${lines.at(-1)}`,
        ];
  }

  it('has one outcome: state, registry, log and answer agree', async () => {
    const untruths: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const moment = Math.ceil(((round + Math.random()) / ROUNDS) * REQUESTS);
      const reached = asked(moment);
      const { id } = await world.request(backend, world.nextKernel());
      const following = backend.follow(id);
      await Promise.race([reached, following]);
      const answer = await cancel(id);
      const { build, lines } = await following;
      const { state } = await backend.api.getBuild(id);
      expect(state).toBe(build.state);
      untruths.push(...(await untruthsOf(build, answer, lines)));
    }
    expect(untruths).toEqual([]);
    expect(await world.leftovers()).toEqual([]);
  });
});

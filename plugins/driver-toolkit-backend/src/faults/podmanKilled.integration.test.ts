import type { BackendProcess } from './__testUtils__/BackendProcess';
import { BackendWorld } from './__testUtils__/BackendWorld';
import { findPodman } from './__testUtils__/findPodman';
import { isCommitting } from './__testUtils__/isCommitting';
import { RegistryHold } from './__testUtils__/RegistryHold';
import { waitFor } from './__testUtils__/waitFor';

jest.setTimeout(180_000);

const KILLED =
  'podman was killed by SIGKILL, which the kernel does when memory runs out';

/** Takes podman long enough to store that it can be killed meanwhile. */
const BALLAST = String(200 * 1024 * 1024);

/** A point of a build at which podman is killed. */
interface Moment {
  /** Of podman. */
  command: string;
  reached: Promise<void>;
  /** Lets the next build pass. */
  release: () => void;
}

describe('a podman that is killed', () => {
  let world: BackendWorld;
  let backend: BackendProcess;

  beforeAll(async () => {
    world = await BackendWorld.create({ kernels: 3 });
    backend = await world.start();
  });

  afterAll(() => world?.stop());

  const inStep = (): Moment => ({
    command: 'build',
    reached: world.gate.hold(),
    release: () => world.gate.open(),
  });

  function inCommit(): Moment {
    world.gate.open(BALLAST);
    return {
      command: 'build',
      reached: waitFor('no layer is stored', () =>
        isCommitting(world.temporary),
      ),
      release: () => world.gate.open(),
    };
  }

  function inPush(): Moment {
    const hold = new RegistryHold(
      world.registry,
      ({ method, url }) =>
        method === 'PATCH' && /\/driver-toolkit\/blobs\/uploads\//.test(url),
    );
    return {
      command: 'push',
      reached: hold.arrived,
      release: () => hold.release(),
    };
  }

  it.each<[string, () => Moment, RegExp]>([
    ['in a step', inStep, /^The step `RUN read ballast.*` failed: /],
    ['while it commits', inCommit, /^The step `RUN read ballast.*` failed: /],
    [
      'while it pushes',
      inPush,
      /^The image was built, but .* could not be pushed: /,
    ],
  ])(
    '%s fails the build in words, and nothing else',
    async (_, begin, sentence) => {
      const moment = begin();
      const { id, kernel } = await world.request(backend, world.nextKernel());
      await moment.reached;
      const [podman] = await findPodman(moment.command, world.temporary);
      process.kill(podman, 'SIGKILL');

      const { build, lines } = await backend.follow(id);
      expect(build).toMatchObject({
        state: 'failed',
        error: { message: expect.stringMatching(sentence) },
      });
      expect(build.error!.message).toContain(KILLED);
      expect(lines.at(-1)).toBe(`Failed: ${build.error!.message}`);
      expect(await world.digestOf(kernel)).toBeUndefined();
      expect(await world.leftovers()).toEqual([]);

      moment.release();
      const { build: again } = await backend.api.retryBuild(id);
      const next = await backend.follow(again.id);
      expect(next.build).toMatchObject({
        state: 'succeeded',
        digest: await world.digestOf(kernel),
      });
      expect(await world.leftovers()).toEqual([]);
    },
  );
});

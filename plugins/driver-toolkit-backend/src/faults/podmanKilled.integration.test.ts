import type { BackendProcess } from './__testUtils__/BackendProcess';
import { BackendWorld } from './__testUtils__/BackendWorld';
import { findPodman } from './__testUtils__/findPodman';
import {
  inCommit,
  inPull,
  inPush,
  inStep,
  type Moment,
} from './__testUtils__/moments';

jest.setTimeout(180_000);

const KILLED =
  'podman was killed by SIGKILL, which the kernel does when memory runs out';

describe('a killed podman', () => {
  let world: BackendWorld;
  let backend: BackendProcess;

  beforeAll(async () => {
    world = await BackendWorld.create({ kernels: 4 });
    backend = await world.start();
  });

  afterAll(() => world?.stop());

  it.each<[string, string, (world: BackendWorld) => Moment, RegExp]>([
    ['while it pulls', 'build', inPull, /^The step `FROM .*` failed: /],
    ['in a step', 'build', inStep, /^The step `RUN read ballast.*` failed: /],
    [
      'while it commits',
      'build',
      inCommit,
      /^The step `RUN read ballast.*` failed: /,
    ],
    [
      'while it pushes',
      'push',
      inPush,
      /^The image was built, but .* could not be pushed: /,
    ],
  ])(
    '%s fails the build with a clear message, and nothing else',
    async (_, command, begin, sentence) => {
      const moment = begin(world);
      const { id, kernel } = await world.request(backend, world.nextKernel());
      await moment.reached;
      const [podman] = await findPodman(command, world.temporary);
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

      const { build: again } = await backend.api.retryBuild(id);
      const finished = backend.follow(again.id);
      await moment.release(finished);
      expect((await finished).build).toMatchObject({
        state: 'succeeded',
        digest: await world.digestOf(kernel),
      });
      expect(await world.leftovers()).toEqual([]);
    },
  );
});

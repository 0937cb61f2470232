import type { BackendProcess } from './__testUtils__/BackendProcess';
import { BackendWorld } from './__testUtils__/BackendWorld';
import {
  inCommit,
  inPull,
  inPush,
  inStep,
  inVerification,
  type Moment,
} from './__testUtils__/moments';
import { waitFor } from './__testUtils__/waitFor';

jest.setTimeout(180_000);

describe('a build that is cancelled', () => {
  let world: BackendWorld;
  let backend: BackendProcess;

  beforeAll(async () => {
    world = await BackendWorld.create({ kernels: 5 });
    backend = await world.start();
  });

  afterAll(() => world?.stop());

  it.each<[string, string, (world: BackendWorld) => Moment]>([
    ['while its base image is pulled', 'running', inPull],
    ['in a step', 'running', inStep],
    ['while a layer is committed', 'running', inCommit],
    ["while its image's packages are listed", 'verifying', inVerification],
    ['while its image is pushed', 'pushing', inPush],
  ])('%s leaves nothing, and can be retried', async (_, state, begin) => {
    const moment = begin(world);
    const { id, kernel } = await world.request(backend, world.nextKernel());
    await moment.reached;
    expect((await backend.api.getBuild(id)).state).toBe(state);
    await backend.api.cancelBuild(id);

    const { build, lines } = await backend.follow(id);
    expect([build.state, build.error]).toEqual(['cancelled', undefined]);
    expect(lines.at(-1)).toBe('Cancelled.');
    await waitFor('podman still runs', moment.hasEnded);
    expect(await world.leftovers()).toEqual([]);
    expect(await world.digestOf(kernel)).toBeUndefined();

    const { build: again } = await backend.api.retryBuild(id);
    const finished = backend.follow(again.id);
    await moment.release(finished);
    expect((await finished).build).toMatchObject({
      state: 'succeeded',
      digest: await world.digestOf(kernel),
    });
    expect(await world.leftovers()).toEqual([]);
  });
});

import type { BackendProcess } from './__testUtils__/BackendProcess';
import { BackendWorld } from './__testUtils__/BackendWorld';
import {
  inCommit,
  inPull,
  inPush,
  inStep,
  inVerification,
  RPM,
  type Moment,
} from './__testUtils__/moments';
import { waitFor } from './__testUtils__/waitFor';

jest.setTimeout(180_000);

const PODMAN = /^Process \d+ runs: podman /;
const CONTAINER = /^Container \w+ /;
const SCRATCH = /\/scratch-\w+ is there$/;

describe('a killed backend', () => {
  let world: BackendWorld;
  let running: BackendProcess;

  beforeAll(async () => {
    world = await BackendWorld.create({ kernels: 7 });
    running = await world.start();
  });

  afterAll(() => world?.stop());

  // The last column lists the leftovers right after the kill.
  it.each<[string, (world: BackendWorld) => Moment, RegExp[]]>([
    ['while the base image is pulled', inPull, [PODMAN, SCRATCH]],
    [
      'in a step',
      inStep,
      [
        PODMAN,
        /^Process \d+ runs: \/bin\/sh -c read ballast/,
        CONTAINER,
        /^\S+ has container buildah-/,
        / is mounted$/,
        SCRATCH,
      ],
    ],
    ['while a layer is committed', inCommit, [CONTAINER, SCRATCH]],
    [
      "while the image's packages are listed",
      inVerification,
      [PODMAN, RPM, /^\/dev\/shm\/\S+ is there$/],
    ],
    ['while the image is pushed', inPush, [PODMAN, SCRATCH]],
  ])('%s loses nothing and leaves nothing', async (_, begin, leaves) => {
    const next = await world.spawn();
    const moment = begin(world);
    const { id } = await world.request(running, world.nextKernel());
    await moment.reached;
    await running.kill();
    await world.endLeases();
    expect(await world.present()).toEqual(
      expect.arrayContaining(leaves.map(what => expect.stringMatching(what))),
    );

    running = await next.start();
    await waitFor('leftovers of the dead backend still run', moment.hasEnded);
    const finished = running.follow(id);
    await moment.release(finished);
    const { build, lines } = await finished;

    expect(build).toMatchObject({
      state: 'succeeded',
      digest: expect.stringMatching(/^sha256:/),
    });
    expect(await world.digestOf(build.kernel)).toBe(build.digest);
    expect(await world.interruptionsOf(build)).toBe(1);
    expect(lines.filter(line => /was interrupted/.test(line))).toHaveLength(1);
    expect(lines.filter(line => /^Pushed/.test(line))).toHaveLength(1);
    expect(await world.leftovers()).toEqual([]);
  });

  it('hands back a build that it stops during a step, and leaves nothing', async () => {
    // It dies during its next request.
    const next = await world.spawn({ DIES_BEFORE_REPLY: 'build-create' });
    const moment = inStep(world);
    const requested = await world.request(running, world.nextKernel());
    await moment.reached;
    await running.stop();

    expect(await world.leftovers()).toEqual([]);
    world.gate.open();
    running = await next.start();
    const { build, lines } = await running.follow(requested.id);

    expect(build).toMatchObject({
      state: 'succeeded',
      digest: await world.digestOf(build.kernel),
    });
    expect(lines).toContain(
      'The backend is stopping; the build goes back to the queue.',
    );
    expect(await world.interruptionsOf(build)).toBe(0);
    expect(await world.leftovers()).toEqual([]);
  });

  it('between storing a request and answering it: a retry returns the same build', async () => {
    const kernel = world.nextKernel();
    const next = await world.spawn();
    world.gate.hold();
    await expect(world.request(running, kernel)).rejects.toThrow();
    await running.ended();
    // It may have started the build.
    await world.endLeases();

    running = await next.start();
    const [stored] = (await running.api.getBuilds()).items;
    const requested = await world.request(running, kernel);
    expect([requested.kernel, requested.id]).toEqual([kernel, stored.id]);
    world.gate.open();
    const { build } = await running.follow(requested.id);

    expect(build).toMatchObject({
      state: 'succeeded',
      digest: await world.digestOf(kernel),
    });
    const { items } = await running.api.getBuilds();
    expect(items.filter(one => one.kernel === kernel)).toHaveLength(1);
    expect(await world.leftovers()).toEqual([]);
  });
});

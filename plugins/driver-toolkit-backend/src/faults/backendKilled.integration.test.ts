import type { BackendProcess } from './__testUtils__/BackendProcess';
import { BackendWorld } from './__testUtils__/BackendWorld';
import { isCommitting } from './__testUtils__/isCommitting';
import { RegistryHold } from './__testUtils__/RegistryHold';
import { waitFor } from './__testUtils__/waitFor';

jest.setTimeout(180_000);

/** Takes podman long enough to store that the backend can be killed meanwhile. */
const BALLAST = String(200 * 1024 * 1024);

/** A point of a build at which it stands still, or is slow. */
interface Moment {
  reached: Promise<void>;
  /** What is there when the backend has been killed. */
  leaves: RegExp[];
  /** Whether what the dead backend's podman was at has been ended. */
  hasEnded?: () => boolean;
  /** Lets the build's second life pass. */
  release: () => void;
}

describe('a whole backend that is killed', () => {
  let world: BackendWorld;
  let running: BackendProcess;

  beforeAll(async () => {
    world = await BackendWorld.create({ kernels: 6 });
    running = await world.start();
  });

  afterAll(() => world?.stop());

  function inRegistry(method: string, path: RegExp): Moment {
    const hold = new RegistryHold(
      world.registry,
      request => request.method === method && path.test(request.url),
    );
    return {
      reached: hold.arrived,
      leaves: [/^Process \d+ runs: podman /, /\/scratch-\w+ is there$/],
      hasEnded: () => hold.waiting === 0,
      release: () => hold.release(),
    };
  }

  function inStep(): Moment {
    return {
      reached: world.gate.hold(),
      leaves: [
        /^Process \d+ runs: podman build /,
        /^Process \d+ runs: \/bin\/sh -c read ballast/,
        /^Container \w+ /,
        /^\S+ has container buildah-/,
        / is mounted$/,
        /\/scratch-\w+ is there$/,
      ],
      hasEnded: () => world.gate.waiting === 0,
      release: () => world.gate.open(),
    };
  }

  function inCommit(): Moment {
    world.gate.open(BALLAST);
    return {
      reached: waitFor('no layer is stored', () =>
        isCommitting(world.temporary),
      ),
      leaves: [/^Container \w+ /, /\/scratch-\w+ is there$/],
      release: () => world.gate.open(),
    };
  }

  it.each<[string, () => Moment]>([
    [
      'while the base image is pulled',
      () => inRegistry('GET', /\/base\/blobs\//),
    ],
    ['in a step', inStep],
    ['while a layer is committed', inCommit],
    [
      'while the image is pushed',
      () => inRegistry('PATCH', /\/driver-toolkit\/blobs\/uploads\//),
    ],
  ])('%s loses nothing and leaves nothing', async (_, begin) => {
    const next = await world.spawn();
    const moment = begin();
    const { id } = await world.request(running, world.nextKernel());
    await moment.reached;
    await running.kill();
    await world.endLeases();
    expect(await world.present()).toEqual(
      expect.arrayContaining(
        moment.leaves.map(what => expect.stringMatching(what)),
      ),
    );

    running = await next.start();
    if (moment.hasEnded) {
      await waitFor('what the dead left goes on', moment.hasEnded);
    }
    moment.release();
    const { build, lines } = await running.follow(id);

    expect(build).toMatchObject({
      state: 'succeeded',
      digest: expect.stringMatching(/^sha256:/),
    });
    expect(await world.digestOf(build.kernel)).toBe(build.digest);
    expect(await world.interruptionsOf(build)).toBe(1);
    expect(lines.filter(line => /cut short/.test(line))).toHaveLength(1);
    expect(lines.filter(line => /^Pushed/.test(line))).toHaveLength(1);
    expect(await world.leftovers()).toEqual([]);
  });

  it('hands a build back that it stops in a step of, and leaves nothing', async () => {
    // Its next request is its last.
    const next = await world.spawn({ DIES_BEFORE_REPLY: 'build-create' });
    const moment = inStep();
    const requested = await world.request(running, world.nextKernel());
    await moment.reached;
    await running.stop();

    expect(await world.leftovers()).toEqual([]);
    moment.release();
    running = await next.start();
    const { build, lines } = await running.follow(requested.id);

    expect(build).toMatchObject({
      state: 'succeeded',
      digest: await world.digestOf(build.kernel),
    });
    expect(lines).toContain(
      'The backend stops; the build goes back to the queue.',
    );
    expect(await world.interruptionsOf(build)).toBe(0);
    expect(await world.leftovers()).toEqual([]);
  });

  it('between storing a request and answering it answers it with the same build', async () => {
    const kernel = world.nextKernel();
    const next = await world.spawn();
    const moment = inStep();
    await expect(world.request(running, kernel)).rejects.toThrow();
    await running.ended();
    // It may have begun with it.
    await world.endLeases();

    running = await next.start();
    const [stored] = (await running.api.getBuilds()).items;
    const requested = await world.request(running, kernel);
    expect([requested.kernel, requested.id]).toEqual([kernel, stored.id]);
    moment.release();
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

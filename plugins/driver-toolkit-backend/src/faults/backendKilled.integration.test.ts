import { setTimeout as delay } from 'node:timers/promises';
import { signalProcess } from '../builders/podman/signalProcess';
import type { BackendProcess } from './__testUtils__/BackendProcess';
import { BackendWorld } from './__testUtils__/BackendWorld';
import { isCommitting } from './__testUtils__/isCommitting';
import { ENDLESS_RPM } from './__testUtils__/publishTinyBase';
import { RegistryHold } from './__testUtils__/RegistryHold';
import { waitFor } from './__testUtils__/waitFor';

jest.setTimeout(180_000);

/** Takes podman long enough to store that the backend can be killed meanwhile. */
const BALLAST = String(200 * 1024 * 1024);

const RPM = /^Process \d+ runs: \/bin\/sh \S*\/rpm /;

/** A point of a build at which it stands still, or is slow. */
interface Moment {
  reached: Promise<void>;
  /** What is there when the backend has been killed. */
  leaves: RegExp[];
  /** Whether what the dead backend's podman was at has been ended. */
  hasEnded?: () => boolean;
  /** Lets the build's second life pass, which `finished` is the end of. */
  release: (finished: Promise<unknown>) => unknown;
}

describe('a whole backend that is killed', () => {
  let world: BackendWorld;
  let running: BackendProcess;

  beforeAll(async () => {
    world = await BackendWorld.create({ kernels: 7 });
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

  function inVerification(): Moment {
    world.gate.open(`0 ${ENDLESS_RPM}`);
    return {
      reached: waitFor('no program of the image runs', async () =>
        (await world.present()).some(what => RPM.test(what)),
      ),
      leaves: [
        /^Process \d+ runs: podman run /,
        RPM,
        /^\/dev\/shm\/\S+ is there$/,
      ],
      release: async finished => {
        world.gate.open();
        // The image has been built, and its rpm does not end in a second life either.
        let isFinished = false;
        finished.finally(() => {
          isFinished = true;
        });
        while (!isFinished) {
          for (const what of await world.present()) {
            if (RPM.test(what)) {
              signalProcess(Number(what.split(' ')[1]), 'SIGKILL');
            }
          }
          await delay(100);
        }
      },
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
    ["while the image's packages are listed", inVerification],
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
    const finished = running.follow(id);
    await moment.release(finished);
    const { build, lines } = await finished;

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
    world.gate.open();
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
    world.gate.hold();
    await expect(world.request(running, kernel)).rejects.toThrow();
    await running.ended();
    // It may have begun with it.
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

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { readLab } from '../__testUtils__/lab';
import { Edge } from './__testUtils__/Edge';
import { FaultBench } from './__testUtils__/FaultBench';
import { quickDriver } from './__testUtils__/quickDriver';

jest.setTimeout(180_000);

const ATTEMPTS = [2, 3].map(number =>
  expect.stringMatching(
    new RegExp(`^Attempt ${number} of 3 follows in \\d+ s\\.$`),
  ),
);

/** Installs a package of the lab's mirror that was never installed before. */
const installFrom = (mirror: string) =>
  quickDriver([
    'FROM ${DTK_IMAGE} AS made',
    `RUN dnf -y --disablerepo='*' --repofrompath=edge,http://${mirror}/9-stream/BaseOS/x86_64/os/ --enablerepo=edge --nogpgcheck --setopt=tsflags=justdb install kernel-core`,
  ]);

/** All builds fail concurrently, because each waits for its retries. */
describe('driver-toolkit backend whose registry or mirror disappears during a build', () => {
  let registry: Edge;
  let mirrors: { back: Edge; gone: Edge };
  let bench: FaultBench;
  /** Drivers whose registry disappears during the push, and stays away. */
  const going = new Set(['push-back', 'push-gone']);
  const gone = new Set<string>();
  let builds: Record<string, Awaited<ReturnType<FaultBench['build']>>>;

  /** Breaks off a push, and all later requests. */
  function breakOffPush(request: IncomingMessage, response: ServerResponse) {
    const driver = /\/drivers\/([^/]+)\//.exec(request.url ?? '')?.[1] ?? '';
    if (gone.has(driver)) {
      response.destroy();
      return true;
    }
    if (going.has(driver) && request.method === 'PATCH') {
      gone.add(driver);
      request.once('data', () => response.destroy());
      return true;
    }
    return false;
  }

  function comesBack(driver: string) {
    going.delete(driver);
    gone.delete(driver);
  }

  beforeAll(async () => {
    const lab = readLab();
    registry = await Edge.open(lab.registry);
    mirrors = {
      back: await Edge.open(new URL(lab.mirror).host),
      gone: await Edge.open(new URL(lab.mirror).host),
    };
    bench = await FaultBench.start(
      {
        builders: [
          {
            id: 'local',
            type: 'podman',
            architectures: ['x86_64'],
            extraArguments: ['--network=host', '--no-cache'],
            concurrency: 4,
            // A cached package would not be downloaded.
            packageCache: { maxBytes: 0 },
          },
        ],
      },
      {
        registry: registry.address,
        drivers: {
          'push-back': { files: quickDriver() },
          'push-gone': { files: quickDriver() },
          'mirror-back': { files: installFrom(mirrors.back.address) },
          'mirror-gone': { files: installFrom(mirrors.gone.address) },
        },
      },
    );
    registry.intercept(breakOffPush);
    for (const mirror of Object.values(mirrors)) {
      let isBroken = false;
      mirror.intercept((request, response) => {
        isBroken ||= request.url!.endsWith('.rpm');
        if (isBroken) {
          response.destroy();
        }
        return isBroken;
      });
    }
    const comeBack: Record<string, () => void> = {
      'push-back': () => comesBack('push-back'),
      'mirror-back': () => mirrors.back.calm(),
    };
    const followed = [
      'push-back',
      'push-gone',
      'mirror-back',
      'mirror-gone',
    ].map(async driver => {
      const { id } = await bench.request(driver);
      const result = bench.backend.follow(id, event => {
        if (
          event.type === 'log' &&
          event.line.line.startsWith('Attempt 2 of 3')
        ) {
          comeBack[driver]?.();
        }
        return false;
      });
      return [driver, await result] as const;
    });
    builds = Object.fromEntries(await Promise.all(followed));
  });

  afterAll(async () => {
    await bench?.stop();
    await Promise.all(
      [registry, mirrors?.back, mirrors?.gone].map(edge => edge?.close()),
    );
  });

  const attemptsOf = (driver: string) =>
    builds[driver].lines.filter(line => line.startsWith('Attempt '));

  async function retry({ id }: Build): Promise<Build> {
    const { build } = await bench.backend.api.retryBuild(id);
    return (await bench.backend.follow(build.id)).build;
  }

  it('pushes once the registry is back', () => {
    const { build, lines } = builds['push-back'];
    expect(build.error).toBeUndefined();
    expect(build.digest).toMatch(/^sha256:/);
    expect(attemptsOf('push-back')).toEqual(ATTEMPTS.slice(0, 1));
    expect(lines).toContainEqual(
      expect.stringMatching(/^Pushing the image failed and will be retried: /),
    );
  });

  it('says that the image could not be pushed if the registry stays away', async () => {
    const { build } = builds['push-gone'];
    expect(build).toMatchObject({
      state: 'failed',
      error: {
        message: expect.stringMatching(
          /^The image was built, but .*\/drivers\/push-gone:\S+ could not be pushed: /,
        ),
      },
    });
    expect(attemptsOf('push-gone')).toEqual(ATTEMPTS);

    comesBack('push-gone');
    expect((await retry(build)).state).toBe('succeeded');
  });

  it('builds once the mirror is back', () => {
    expect(builds['mirror-back'].build.error).toBeUndefined();
    expect(builds['mirror-back'].build.state).toBe('succeeded');
    expect(attemptsOf('mirror-back')).toEqual(ATTEMPTS.slice(0, 1));
  });

  it('names the step that missed its mirror if the mirror stays away', async () => {
    const { build } = builds['mirror-gone'];
    expect(build).toMatchObject({
      state: 'failed',
      error: {
        message: expect.stringMatching(
          /^The step `RUN dnf .*` failed: exit status 1$/,
        ),
        step: expect.stringMatching(/^RUN dnf /),
        lines: expect.arrayContaining([
          expect.stringMatching(/Curl error \(\d+\)/),
        ]),
      },
    });
    expect(attemptsOf('mirror-gone')).toEqual(ATTEMPTS);

    mirrors.gone.calm();
    expect((await retry(build)).state).toBe('succeeded');
  });

  it('leaves nothing behind, and continues to build', async () => {
    expect(await bench.aftermath()).toEqual({ left: [], next: 'succeeded' });
  });
});

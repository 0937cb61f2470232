import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageBuild } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { pack } from 'tar-stream';
import type { LocalPodman } from '../localPodman';
import type { PodmanBuilderConfig } from '../PodmanBuilderConfig';
import type { Podman } from '../process/Podman';
import type { PodmanStore } from '../storage/PodmanStore';
import { ContainerfileGuard } from './ContainerfileGuard';
import type { MountProbe } from './probeMounts';

const CONFIG = { id: 'one', type: 'podman' } as PodmanBuilderConfig;
const TOOLKIT = `example.com/toolkit@sha256:${'1'.repeat(64)}`;
const CACHE = 'RUN --mount=type=cache,target=/cache make';
const STAGE = 'RUN --mount=type=bind,from=other,target=/in make';
const HELD: MountProbe = { open: [], hereDocuments: true };
const OPEN: MountProbe = {
  open: ['links', 'caches'],
  hereDocuments: false,
};

describe('ContainerfileGuard', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'containerfile-guard-'));
    await mkdir(join(folder, 'own'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  function guardOf(
    changes: Partial<PodmanBuilderConfig>,
    ...probes: (MountProbe | Error)[]
  ) {
    const probe = jest.fn(async () => {
      const next = probes.length > 1 ? probes.shift()! : probes[0];
      if (next instanceof Error) {
        throw next;
      }
      return next;
    });
    const guard = new ContainerfileGuard({
      config: { ...CONFIG, ...changes },
      probe,
    });
    return { guard, probe };
  }

  async function build(
    guard: ContainerfileGuard,
    step: string,
    changes: Partial<ImageBuild> = {},
    store: PodmanStore = { podman: {} as never },
  ): Promise<ImageBuild> {
    const containerfile = join(folder, 'Driverfile');
    await writeFile(containerfile, `ARG DTK\nFROM $DTK AS x\n${step}\n`);
    return guard.guard(
      {
        containerfile,
        arguments: { DTK: TOOLKIT },
        architecture: 'x86_64',
        registries: [],
        signal: new AbortController().signal,
        onLines: () => {},
        domain: { type: 'driver', toolkit: TOOLKIT },
        ...changes,
      } as ImageBuild,
      store,
      join(folder, 'own'),
    );
  }

  it('refuses mounts that could lead to the host, and says what to do', async () => {
    const { guard } = guardOf({}, OPEN);
    await expect(build(guard, STAGE)).rejects.toThrow(
      "The Containerfile cannot be built. Line 3 has `--mount=type=bind,from=other,target=/in`. On builder 'one', that could lead a step to folders of the build host or to what other drivers keep there: copy from a stage (COPY --from=…)",
    );
    await expect(build(guard, CACHE)).rejects.toThrow(
      'leave out its cache mounts.',
    );
    await expect(build(guard, 'FROM --platform=linux/amd64 y')).rejects.toThrow(
      'Line 3 has a FROM with a platform.',
    );
    await expect(build(guard, `# ${'x'.repeat(256 * 1024)}`)).rejects.toThrow(
      'It has more than 262144 bytes.',
    );
    await expect(build(guard, 'RUN <<A\nls\nA')).rejects.toThrow(
      'podman does not support them',
    );
  });

  it('gives podman a rewritten Containerfile with its ignore file', async () => {
    const { guard } = guardOf({}, OPEN);
    await writeFile(join(folder, 'Driverfile.dockerignore'), '*.o');
    const { containerfile } = await build(guard, 'RUN \\\n# x\n ls');
    expect(await readFile(containerfile, 'utf8')).toBe(
      `ARG DTK\nFROM ${TOOLKIT} AS x\nRUN ls\n`,
    );
    expect(await readFile(`${containerfile}.dockerignore`, 'utf8')).toBe('*.o');
  });

  it.each([
    ['podman has no holes', {}, HELD],
    ['the operator allows them', { unsafeDriverMounts: true }, OPEN],
  ])('allows mounts if %s', async (_, config, probe) => {
    const { guard } = guardOf(config, probe);
    const { containerfile } = await build(guard, `${STAGE}\n${CACHE}\nFROM y`);
    expect(await readFile(containerfile, 'utf8')).toBe(
      `ARG DTK\nFROM ${TOOLKIT} AS x\n${STAGE}\n${CACHE}\nFROM y\n`,
    );
  });

  it('allows volumes only if the operator allows it', async () => {
    const { guard } = guardOf({}, HELD);
    await expect(build(guard, 'VOLUME /a')).rejects.toThrow('has a VOLUME');
    const allowed = guardOf({ unsafeDriverMounts: true }, OPEN).guard;
    await expect(build(allowed, 'VOLUME /a')).resolves.toBeDefined();
  });

  it('leaves the platform’s own Containerfile unchanged', async () => {
    const { guard, probe } = guardOf({}, OPEN);
    const domain = { type: 'toolkits' } as const;
    const { containerfile } = await build(guard, CACHE, { domain });
    expect(containerfile).toBe(join(folder, 'Driverfile'));
    expect(probe).not.toHaveBeenCalled();
  });

  it('refuses caches on another machine, where all drivers share them', async () => {
    const { guard } = guardOf({ connection: 'far' }, HELD);
    await expect(build(guard, CACHE)).rejects.toThrow(
      "On builder 'one', which is another machine, that could lead",
    );
    await expect(build(guard, STAGE)).resolves.toBeDefined();
  });

  describe('with base images', () => {
    const CONFIGURATION = '{"config":{"OnBuild":null}}';
    const ID = createHash('sha256').update(CONFIGURATION).digest('hex');

    /** A podman with these images; it must pull others. */
    function podmanWith(configuration: string, ...there: string[]) {
      const calls: string[] = [];
      const id = createHash('sha256').update(configuration).digest('hex');
      const query = async ([, verb, ...rest]: string[]) => {
        const reference = rest.at(-1)!;
        calls.push(`${verb} ${reference}`);
        if (verb === 'exists' && !there.includes(reference)) {
          throw new Error('no such image');
        }
        return JSON.stringify([
          {
            Id: id,
            Digest: 'sha256:2',
            Architecture: 'amd64',
            Os: 'linux',
            Created: '2026-01-01T00:00:00Z',
            Size: 1,
            RepoDigests: [
              'example.com/list@sha256:1',
              'example.com/base@sha256:2',
            ],
          },
        ]);
      };
      const run = async (options: Parameters<Podman['run']>[0]) => {
        calls.push(`${options.arguments[0]} ${options.arguments.at(-1)}`);
        const archive = pack();
        archive.entry({ name: `${id}.json` }, configuration);
        archive.finalize();
        await options.onOutput?.(archive as never);
        return { exitCode: 0, stderr: '' };
      };
      return { podman: { query, run } as unknown as Podman, calls };
    }

    const local = { graphRoot: '/nowhere' } as LocalPodman;

    async function lastFrom(guard: ContainerfileGuard, store: PodmanStore) {
      const { containerfile } = await build(guard, 'FROM base', {}, store);
      return (await readFile(containerfile, 'utf8')).split('\n')[2];
    }
    it('names existing images by the checked digest, and checks each once', async () => {
      const { guard } = guardOf({}, OPEN);
      const { podman, calls } = podmanWith(CONFIGURATION, 'base');
      const store = { podman, local };
      expect(await lastFrom(guard, store)).toBe(
        'FROM example.com/base@sha256:2',
      );
      expect(await lastFrom(guard, store)).toBe(
        'FROM example.com/base@sha256:2',
      );
      expect(calls).toEqual([
        'exists base',
        'inspect base',
        `image ${ID}`,
        'exists base',
        'inspect base',
      ]);
    });

    it('pulls missing images, and all on another machine', async () => {
      const here = podmanWith(CONFIGURATION);
      await lastFrom(guardOf({}, OPEN).guard, { podman: here.podman, local });
      expect(here.calls.slice(0, 2)).toEqual(['exists base', 'pull base']);

      const far = podmanWith(CONFIGURATION, 'base');
      const { guard } = guardOf({ connection: 'far' }, HELD);
      await lastFrom(guard, { podman: far.podman });
      expect(far.calls[0]).toBe('pull base');
    });

    it('refuses images with ONBUILD steps', async () => {
      const { guard } = guardOf({}, OPEN);
      const { podman } = podmanWith('{"config":{"OnBuild":["RUN x"]}}', 'base');
      await expect(lastFrom(guard, { podman, local })).rejects.toThrow(
        'It starts from base, which has ONBUILD steps.',
      );
    });
  });

  it('shows operators of drivers’ builders which holes are open', async () => {
    const { guard } = guardOf({}, OPEN);
    expect(await guard.problems()).toEqual([
      'Mounts of steps lead to folders of the build host: podman follows links in another stage (CVE-2024-1753) and ids of caches (CVE-2024-9675) there. This builder refuses drivers whose Containerfiles have such mounts or base images with ONBUILD steps. Update podman.',
    ]);
    expect(await guardOf({}, HELD).guard.problems()).toEqual([]);
    const allowed = guardOf({ unsafeDriverMounts: true }, OPEN).guard;
    expect((await allowed.problems())[0]).toContain(
      'Drivers may still use them (`unsafeDriverMounts`)',
    );
    const toolkits = guardOf({ builds: ['toolkits'] }, OPEN);
    expect(await toolkits.guard.problems()).toEqual([]);
    expect(toolkits.probe).not.toHaveBeenCalled();
    const drivers = guardOf({ builds: ['drivers'] }, OPEN);
    expect(await drivers.guard.problems()).toHaveLength(1);
  });

  describe('in time', () => {
    beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick'] }));
    afterEach(() => jest.useRealTimers());

    it('tests once an hour', async () => {
      const { guard, probe } = guardOf({}, OPEN, HELD);
      await Promise.all([guard.problems(), guard.problems()]);
      await jest.advanceTimersByTimeAsync(60 * 60_000 - 1);
      expect(await guard.problems()).toHaveLength(1);
      expect(probe).toHaveBeenCalledTimes(1);
      await jest.advanceTimersByTimeAsync(1);
      expect(await guard.problems()).toEqual([]);
      expect(probe).toHaveBeenCalledTimes(2);
    });

    it('treats holes as open if the test failed, and tests again soon', async () => {
      const { guard } = guardOf({}, new Error('No podman.'), HELD);
      expect(await guard.problems()).toEqual([
        expect.stringContaining(
          'could not test whether mounts of steps lead to folders of the build host: No podman. ',
        ),
      ]);
      await expect(build(guard, STAGE)).rejects.toThrow('could lead');
      await jest.advanceTimersByTimeAsync(60_000);
      expect(await guard.problems()).toEqual([]);
    });
  });
});

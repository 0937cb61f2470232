import type { BuilderConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageBuild } from '../../Builder';
import { MountGuard } from './MountGuard';
import type { MountProbe } from './probeMounts';

const CONFIG = { id: 'one', type: 'podman' } as BuilderConfig;
const TOOLKIT = `example.com/toolkit@sha256:${'1'.repeat(64)}`;
const CACHE = 'RUN --mount=type=cache,target=/cache make';
const STAGE = 'RUN --mount=type=bind,from=other,target=/in make';
const HELD: MountProbe = { open: [] };
const OPEN: MountProbe = { open: ['links', 'caches'] };

describe('MountGuard', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mount-guard-'));
    await mkdir(join(folder, 'own'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  function guardOf(
    changes: Partial<BuilderConfig>,
    ...probes: (MountProbe | Error)[]
  ) {
    const probe = jest.fn(async () => {
      const next = probes.length > 1 ? probes.shift()! : probes[0];
      if (next instanceof Error) {
        throw next;
      }
      return next;
    });
    const guard = new MountGuard({ config: { ...CONFIG, ...changes }, probe });
    return { guard, probe };
  }

  async function build(
    guard: MountGuard,
    step: string,
    changes: Partial<ImageBuild> = {},
  ): Promise<ImageBuild> {
    const containerfile = join(folder, 'Driverfile');
    await writeFile(containerfile, `ARG DTK\nFROM $DTK AS x\n${step}\n`);
    return guard.guard(
      {
        containerfile,
        arguments: { DTK: TOOLKIT },
        domain: { type: 'driver', toolkit: TOOLKIT },
        ...changes,
      } as ImageBuild,
      { podman: {} as never },
      join(folder, 'own'),
    );
  }

  it('refuses what could lead to the host, and says what to do', async () => {
    const { guard } = guardOf({}, OPEN);
    await expect(build(guard, STAGE)).rejects.toThrow(
      "The Containerfile has `--mount=type=bind,from=other,target=/in`. On builder 'one', that could lead a step to folders of the build host. Copy from a stage (COPY --from=…)",
    );
    await expect(build(guard, CACHE)).rejects.toThrow(
      'Leave its cache mounts out.',
    );
    await expect(build(guard, 'RUN --mount=$X ls')).rejects.toThrow(
      'has a `--mount` that is not plain to read',
    );
    await expect(build(guard, 'FROM --platform=x y')).rejects.toThrow(
      'cannot be told what it is built from: line 3 is no plain FROM',
    );
    await expect(build(guard, `# ${'x'.repeat(1024 * 1024)}`)).rejects.toThrow(
      'has more than 1048576 bytes',
    );
  });

  it('gives podman a Containerfile whose images it knows, with its list of ignored files', async () => {
    const { guard } = guardOf({}, OPEN);
    await writeFile(join(folder, 'Driverfile.dockerignore'), '*.o');
    const { containerfile } = await build(guard, 'RUN ls');
    expect(await readFile(containerfile, 'utf8')).toBe(
      `ARG DTK\nFROM ${TOOLKIT} AS x\nRUN ls\n`,
    );
    expect(await readFile(`${containerfile}.dockerignore`, 'utf8')).toBe('*.o');
  });

  it.each([
    ['podman holds them', {}, HELD, {}],
    ['the operator allows them', { unsafeDriverMounts: true }, OPEN, {}],
    ['the Containerfile is the platform’s', {}, OPEN, { type: 'toolkits' }],
  ] as const)(
    'leaves a build alone where %s',
    async (_, config, probe, domain) => {
      const { guard } = guardOf(config, probe);
      const changes = 'type' in domain ? { domain } : {};
      const { containerfile } = await build(
        guard,
        `${STAGE}\n${CACHE}`,
        changes,
      );
      expect(containerfile).toBe(join(folder, 'Driverfile'));
    },
  );

  it('refuses caches on another machine, where they are of all drivers', async () => {
    const { guard } = guardOf({ connection: 'far' }, HELD);
    await expect(build(guard, CACHE)).rejects.toThrow(
      'to folders of the build host, or to caches of other drivers',
    );
    await expect(build(guard, STAGE)).resolves.toBeDefined();
  });

  it('tells operators of drivers’ builders what is open', async () => {
    const { guard } = guardOf({}, OPEN);
    expect(await guard.problems()).toEqual([
      'Mounts of steps lead to folders of the build host: podman follows links in another stage (CVE-2024-1753) and ids of caches (CVE-2024-9675) there. Drivers whose Containerfiles have such mounts are refused on this builder, as are base images with ONBUILD steps. Update podman.',
    ]);
    expect(await guardOf({}, HELD).guard.problems()).toEqual([]);
    const allowed = guardOf({ unsafeDriverMounts: true }, OPEN).guard;
    expect((await allowed.problems())[0]).toContain(
      'Drivers may use them all the same (`unsafeDriverMounts`)',
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

    it('tries once for all who ask within an hour, and anew afterwards', async () => {
      const { guard, probe } = guardOf({}, OPEN, HELD);
      await Promise.all([guard.problems(), guard.problems()]);
      await jest.advanceTimersByTimeAsync(60 * 60_000 - 1);
      expect(await guard.problems()).toHaveLength(1);
      expect(probe).toHaveBeenCalledTimes(1);
      await jest.advanceTimersByTimeAsync(1);
      expect(await guard.problems()).toEqual([]);
      expect(probe).toHaveBeenCalledTimes(2);
    });

    it('holds them for open where they could not be tried, and tries soon again', async () => {
      const { guard } = guardOf({}, new Error('No podman.'), HELD);
      expect(await guard.problems()).toEqual([
        expect.stringContaining('could not be tried: No podman. Drivers'),
      ]);
      await expect(build(guard, STAGE)).rejects.toThrow('could lead');
      await jest.advanceTimersByTimeAsync(60_000);
      expect(await guard.problems()).toEqual([]);
    });
  });
});

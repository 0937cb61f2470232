import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BuildFailedError,
  type DriverDomain,
  type ImageBuild,
  type SharedStage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { PodmanBuilderConfig } from '../PodmanBuilderConfig';
import { BuilderCaches } from './BuilderCaches';

const CONFIG: PodmanBuilderConfig = {
  id: 'local',
  type: 'podman',
  architectures: ['x86_64'],
  concurrency: 2,
  limits: { timeout: { hours: 1 } },
  extraArguments: [],
};
const LAYERS = {
  prefix: 'registry.example.com/layers',
  credentials: { username: 'robot', password: 'sesame' },
  insecure: false,
};
const BASE = { prefix: 'quay.io', insecure: false };
const WITHOUT_CACHE = ['--target', 'common'];
const WITH_CACHE = [
  ...WITHOUT_CACHE,
  '--cache-from',
  LAYERS.prefix,
  '--cache-to',
  LAYERS.prefix,
];

const DRIVER: DriverDomain = {
  type: 'driver',
  driver: 'component:default/nic',
  toolkit: 'registry.example.com/driver-toolkit@sha256:1',
  access: { prefix: 'registry.example.com', insecure: false },
};

describe('BuilderCaches', () => {
  const make = jest.fn();
  let said: string[];
  let problems: string[];

  beforeEach(() => {
    make.mockReset();
    said = [];
    problems = [];
  });

  function create(
    changes: Partial<PodmanBuilderConfig> = {},
    help = '  --cache-from string\n  --cache-to string\n',
  ): Promise<BuilderCaches> {
    return BuilderCaches.create(
      { ...CONFIG, ...changes },
      async () => help,
      (message, error) => problems.push(`${message}: ${error}`),
    );
  }

  function build(stage: Partial<SharedStage> = {}): ImageBuild {
    return {
      containerfile: '/build/Containerfile',
      context: '/build',
      arguments: {},
      architecture: 'x86_64',
      registries: [BASE],
      domain: {
        type: 'toolkits',
        shared: {
          source: 'centos-stream-9',
          stage: { name: 'common', key: 'a', ...stage },
        },
      },
      signal: new AbortController().signal,
      onLines: lines => said.push(...lines),
    };
  }

  it('makes a stage once before concurrent builds', async () => {
    const caches = await create();
    await caches.makeStage(build(), make);
    await caches.makeStage(build(), make);

    expect(make.mock.calls).toEqual([[WITHOUT_CACHE, [BASE]]]);
  });

  it('leaves the stage to a single build', async () => {
    const caches = await create({ concurrency: 1 });
    await caches.makeStage(build(), make);
    await caches.makeStage({ ...build(), domain: { type: 'toolkits' } }, make);

    expect(make).not.toHaveBeenCalled();
  });

  it.each(['--no-cache', '--layers=false'])(
    'makes no stage for a builder with %s, which would make it again',
    async argument => {
      const caches = await create({ extraArguments: [argument] });
      await caches.makeStage(build({ layerCache: LAYERS }), make);

      expect(make).not.toHaveBeenCalled();
    },
  );

  it('shares layers through a registry, and gives its account to no other step', async () => {
    const caches = await create({ concurrency: 1 });
    await caches.makeStage(build({ layerCache: LAYERS }), make);

    expect(make.mock.calls).toEqual([[WITH_CACHE, [BASE, LAYERS]]]);
  });

  it('says that a podman cannot share layers, and builds', async () => {
    const caches = await create({}, '  --cache-from strings\n');
    await caches.makeStage(build({ layerCache: LAYERS }), make);

    expect(make.mock.calls).toEqual([[WITHOUT_CACHE, [BASE]]]);
    expect(said).toEqual([
      'This podman cannot share layers through a registry (toolkit.layerCache); update it to 4.2 or later.',
    ]);
  });

  it('makes the layers itself if the registry is unavailable', async () => {
    make.mockRejectedValueOnce(
      new BuildFailedError('failed pushing cache: connection refused'),
    );
    const caches = await create();
    await caches.makeStage(build({ layerCache: LAYERS }), make);

    expect(make.mock.calls.map(([stage]) => stage)).toEqual([
      WITH_CACHE,
      WITHOUT_CACHE,
    ]);
    expect(said).toEqual([
      'The layer cache registry.example.com/layers cannot be used, so the build makes the layers without it: failed pushing cache: connection refused',
    ]);
  });

  it('does not repeat a failed step', async () => {
    const failure = new BuildFailedError('The step failed', {
      lines: ['Error: building at STEP "RUN false": exit status 1'],
    });
    make.mockRejectedValueOnce(failure);
    const caches = await create();

    await expect(
      caches.makeStage(build({ layerCache: LAYERS }), make),
    ).rejects.toBe(failure);
    expect(make).toHaveBeenCalledTimes(1);
  });

  it.each<[string, Partial<PodmanBuilderConfig>]>([
    ['it is not wanted', { packageCache: { path: '/srv', maxBytes: 0 } }],
    [
      'podman is on another machine',
      {
        connection: 'other',
        packageCache: { path: '/srv/nowhere', maxBytes: 1 },
      },
    ],
  ])('keeps no packages if %s', async (_, changes) => {
    const caches = await create(changes);

    expect(await caches.lendPackages(build(), async lent => lent)).toEqual([]);
    expect(caches.places).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('lends packages only to builds with shared parts', async () => {
    const path = await mkdtemp(join(tmpdir(), 'builder-caches-'));
    try {
      const caches = await create({ packageCache: { path, maxBytes: 1000 } });
      const lend = (of: ImageBuild) =>
        caches.lendPackages(of, async lent => lent.length);

      expect(await lend(build())).toBe(2);
      expect(await lend({ ...build(), domain: { type: 'toolkits' } })).toBe(0);
      expect(await lend({ ...build(), domain: DRIVER })).toBe(0);
      expect(caches.places).toEqual([{ path, what: 'downloaded packages' }]);
      await caches.close();
    } finally {
      await rm(path, { recursive: true });
    }
  });

  it('says why it keeps no packages, and builds', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'builder-caches-'));
    try {
      const path = join(folder, 'file');
      await writeFile(path, '');
      const caches = await create({ packageCache: { path, maxBytes: 1000 } });

      expect(await caches.lendPackages(build(), async lent => lent)).toEqual(
        [],
      );
      expect(problems).toEqual([
        expect.stringMatching(
          /^Builder 'local' keeps no downloaded packages \(packageCache\): /,
        ),
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

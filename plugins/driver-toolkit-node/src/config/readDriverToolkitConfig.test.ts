import {
  BUILDER,
  read,
  REPOSITORY,
  SOURCE,
} from './__testUtils__/readProblems';

describe('readDriverToolkitConfig', () => {
  it('has a default for everything', () => {
    expect(read()).toEqual({
      kernelSources: [],
      imageRepositories: [],
      toolkit: {
        containerfile: './Dockerfile',
        baseImage: 'quay.io/centos/centos:stream9',
      },
      drivers: {
        repositories: [],
        sources: [],
        checkoutMaxBytes: 1024 ** 3,
      },
      moduleSigning: { keys: [], drivers: [] },
      builders: [],
      maintain: [],
      builds: { retention: { days: 90 }, logMaxBytes: 50 * 1024 * 1024 },
      catalog: { owner: 'group:default/platform', maxRemovalPercentage: 30 },
    });
  });

  it('fills in defaults of list entries', () => {
    expect(
      read({
        kernelSources: [SOURCE],
        imageRepositories: [REPOSITORY],
        builders: [BUILDER],
        drivers: { repositories: [{ prefix: 'registry.example.com/d/' }] },
      }),
    ).toMatchObject({
      kernelSources: [
        {
          title: 'centos-stream-9',
          repositories: [{ url: SOURCE.repositories[0], optional: false }],
          architectures: ['x86_64'],
          schedule: { frequency: { hours: 6 }, timeout: { minutes: 5 } },
        },
      ],
      imageRepositories: [
        {
          title: 'ghcr.io/example/driver-toolkit',
          kernelSources: ['centos-stream-9'],
          push: false,
          insecure: false,
          schedule: { frequency: { hours: 1 }, timeout: { minutes: 5 } },
        },
      ],
      builders: [
        {
          architectures: ['x86_64'],
          concurrency: 1,
          limits: { timeout: { hours: 1 } },
        },
      ],
      drivers: {
        repositories: [{ prefix: 'registry.example.com/d', insecure: false }],
      },
    });
  });

  it('accepts every key', () => {
    const credentials = { username: 'lab', password: 'secret' };
    const config = {
      kernelSources: [
        {
          ...SOURCE,
          title: 'CentOS Stream 9',
          repositories: [
            { url: 'http://127.0.0.1:8095/RT/$arch', optional: true },
          ],
          architectures: ['x86_64', 'aarch64', 'ppc64le', 's390x'],
          keepLatest: 20,
          tls: { ca: 'ca.pem', cert: 'cert.pem', key: 'key.pem' },
          schedule: { frequency: { minutes: 10 }, timeout: { seconds: 30 } },
          baseImage: 'quay.io/centos/centos:stream9',
        },
      ],
      imageRepositories: [
        {
          ...REPOSITORY,
          title: 'GitHub',
          image: '127.0.0.1:5050/dtk/driver-toolkit',
          kernelSources: ['centos-stream-9'],
          credentials,
          push: true,
          insecure: true,
          concurrency: 16,
          tokenHosts: ['sso.example.com', '10.0.0.7'],
          redirectHosts: ['storage.example.com', '[fd00::1]'],
          schedule: { frequency: { hours: 1 }, timeout: { minutes: 1 } },
        },
        {
          ...REPOSITORY,
          id: 'other',
          title: 'Other',
          kernelSources: [],
          authFile: '/etc/auth.json',
          push: false,
          insecure: false,
          schedule: { frequency: { hours: 1 }, timeout: { minutes: 1 } },
        },
      ],
      toolkit: {
        containerfile: 'https://example.com/Dockerfile',
        baseImage: `quay.io/centos/centos@sha256:${'a'.repeat(64)}`,
        layerCache: {
          image: 'registry.example.com/layers',
          credentials,
          insecure: false,
        },
      },
      drivers: {
        repositories: [
          { prefix: 'localhost:5050/drivers', credentials, insecure: true },
        ],
        sources: ['https://forge.example.com/drivers'],
        checkoutMaxBytes: 4096,
      },
      moduleSigning: {
        keys: [
          {
            name: 'modules',
            certificateFile: '/etc/modules.crt',
            keyFile: '/run/secrets/modules.key',
            passphraseFile: '/run/secrets/modules.passphrase',
            hash: 'sha384',
          },
          {
            name: 'token',
            certificateFile: '/etc/token.crt',
            pkcs11: {
              uri: 'pkcs11:object=modules',
              library: '/usr/lib/softhsm/libsofthsm2.so',
              pinFile: '/run/secrets/pin',
            },
            hash: 'sha256',
          },
        ],
        drivers: [
          {
            repository: 'github.com/acme/nic',
            entity: 'component:default/nic',
            keys: ['modules', 'token'],
          },
        ],
      },
      builders: [
        {
          ...BUILDER,
          architectures: ['aarch64'],
          concurrency: 2,
          builds: ['toolkits'],
          limits: { memory: '4g', cpus: 1.5, timeout: { hours: 2 } },
        },
      ],
      maintain: [
        {
          kernelSource: 'centos-stream-9',
          imageRepository: REPOSITORY.id,
          keepLatest: 8,
          budget: 4,
          rebuildStale: true,
          schedule: { frequency: { hours: 6 }, timeout: { minutes: 20 } },
          retention: { keepLatest: 16, dryRun: false },
        },
      ],
      builds: { retention: { days: 7 }, logMaxBytes: 4096 },
      catalog: { owner: 'team-a', maxRemovalPercentage: 100 },
    };

    expect(read(config)).toEqual(config);
  });

  it.each([
    ['PT6H', { hours: 6 }],
    ['P1DT30M', { days: 1, minutes: 30 }],
    ['6 hours', { hours: 6 }],
    [
      { minutes: 3, seconds: 1 },
      { minutes: 3, seconds: 1 },
    ],
  ])('accepts the duration %j', (retention, expected) => {
    expect(read({ builds: { retention } }).builds.retention).toEqual(expected);
  });

  it.each([
    ['50MiB', 52_428_800],
    ['1.5 KiB', 1536],
    [2048, 2048],
    ['10GiB', 10_737_418_240],
  ])('accepts the size %j', (size, expected) => {
    const { builds, drivers } = read({
      builds: { logMaxBytes: size },
      drivers: { checkoutMaxBytes: size },
    });
    expect([builds.logMaxBytes, drivers.checkoutMaxBytes]).toEqual([
      expected,
      expected,
    ]);
  });

  it('accepts 14 days as a timeout and more as other durations', () => {
    const config = read({
      builders: [{ ...BUILDER, limits: { timeout: 'P14D' } }],
      kernelSources: [{ ...SOURCE, schedule: { frequency: 'P30D' } }],
    });

    expect(config.builders[0].limits.timeout).toEqual({ days: 14 });
    expect(config.kernelSources[0].schedule.frequency).toEqual({ days: 30 });
  });
});

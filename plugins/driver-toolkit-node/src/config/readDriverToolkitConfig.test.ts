import { ConfigReader } from '@backstage/config';
import { toError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { readDriverToolkitConfig } from './readDriverToolkitConfig';

const SOURCE = {
  id: 'centos-stream-9',
  type: 'rpm',
  repositories: ['https://mirror.example.com/BaseOS/$arch/os/'],
};
const REPOSITORY = { id: 'ghcr', image: 'ghcr.io/example/driver-toolkit' };
const BUILDER = { id: 'local', type: 'podman' };

function read(driverToolkit?: JsonObject) {
  return readDriverToolkitConfig(
    new ConfigReader(driverToolkit && { driverToolkit }),
  );
}

function problems(driverToolkit: JsonObject): string[] {
  try {
    read(driverToolkit);
  } catch (error) {
    const { name, message } = toError(error);
    expect(name).toBe('InputError');
    return message.split('\n');
  }
  return [];
}

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

  it.each<[JsonObject, string]>([
    [
      { builders: [{ ...BUILDER, concurrency: 'two' }] },
      "driverToolkit.builders[0].concurrency must be a whole number from 1 to 64, but is 'two'.",
    ],
    [
      { builders: [{ ...BUILDER, concurrency: 65 }] },
      'driverToolkit.builders[0].concurrency must be a whole number from 1 to 64, but is 65.',
    ],
    [
      { builders: [{ ...BUILDER, builds: [] }] },
      "driverToolkit.builders[0].builds must be a list of 'toolkits', 'drivers' or both, but is an empty list.",
    ],
    [
      { builders: [{ ...BUILDER, limits: { memory: 'much' } }] },
      "driverToolkit.builders[0].limits.memory must be a size as podman takes it, such as '4g' or '512m', but is 'much'.",
    ],
    [
      { toolkit: { layerCache: { image: 'ghcr.io/a/layers:latest' } } },
      "driverToolkit.toolkit.layerCache.image must be an image with its registry and without a tag, such as 'ghcr.io/fabiendupont/driver-toolkit', but is 'ghcr.io/a/layers:latest'.",
    ],
    [
      { builders: [{ id: 'local' }] },
      "driverToolkit.builders[0].type is missing; it must be a type of builder, such as 'podman'.",
    ],
    [
      { builders: 'local' },
      'driverToolkit.builders must be a list of builders, but is text.',
    ],
    [
      { kernelSources: [{ id: 'a', type: 'helm', chart: 'stable' }] },
      "driverToolkit.kernelSources[0].type must be one of 'rpm', 'openshift' and 'imageLabel', but is 'helm'.",
    ],
    [
      { kernelSources: [{ ...SOURCE, id: 'Über' }] },
      "driverToolkit.kernelSources[0].id must be 1 to 40 lower-case letters and digits, with single '-' or '.' between them, but is 'Über'.",
    ],
    [
      { kernelSources: [{ ...SOURCE, repositories: ['ftp://example.com/'] }] },
      "driverToolkit.kernelSources[0].repositories[0] must be the http or https address of a dnf repository (the folder that holds repodata/), with no user name, password, query or variable but '$arch', but is 'ftp://example.com/'.",
    ],
    [
      { kernelSources: [{ ...SOURCE, architectures: ['x86_64', 'amd64'] }] },
      "driverToolkit.kernelSources[0].architectures[1] must be one of x86_64, aarch64, ppc64le, s390x, but is 'amd64'.",
    ],
    [
      { kernelSources: [{ ...SOURCE, architectures: ['x86_64', 'x86_64'] }] },
      "driverToolkit.kernelSources[0].architectures must be a list of different architectures, each one of x86_64, aarch64, ppc64le, s390x, but has 'x86_64' twice.",
    ],
    [
      { kernelSources: [{ ...SOURCE, tls: { cert: 'cert.pem' } }] },
      'driverToolkit.kernelSources[0].tls.key is missing; it must be the path of a PEM file: cert and key go together.',
    ],
    [
      { kernelSources: [{ ...SOURCE, schedule: { frequency: 'often' } }] },
      "driverToolkit.kernelSources[0].schedule.frequency must be a duration longer than zero, such as 'PT6H', '6 hours' or { hours: 6 }, but is 'often'.",
    ],
    [
      { kernelSources: [{ ...SOURCE, schedule: { frequency: { days: 0 } } }] },
      "driverToolkit.kernelSources[0].schedule.frequency must be a duration longer than zero, such as 'PT6H', '6 hours' or { hours: 6 }, but is a section.",
    ],
    [
      { imageRepositories: [{ ...REPOSITORY, image: 'ghcr.io/a/b:latest' }] },
      "driverToolkit.imageRepositories[0].image must be an image with its registry and without a tag, such as 'ghcr.io/fabiendupont/driver-toolkit', but is 'ghcr.io/a/b:latest'.",
    ],
    [
      { imageRepositories: [{ ...REPOSITORY, image: 'driver-toolkit' }] },
      "driverToolkit.imageRepositories[0].image must be an image with its registry and without a tag, such as 'ghcr.io/fabiendupont/driver-toolkit', but is 'driver-toolkit'.",
    ],
    [
      { imageRepositories: [{ ...REPOSITORY, kernelSources: ['other'] }] },
      "driverToolkit.imageRepositories[0].kernelSources[0] must be the id of a configured kernel source (there are none), but is 'other'.",
    ],
    [
      {
        kernelSources: [SOURCE],
        imageRepositories: [{ ...REPOSITORY, id: 'centos-stream-9' }],
      },
      "driverToolkit.imageRepositories[0].id must be different from every other of its kind, but is 'centos-stream-9'.",
    ],
    [
      { builders: [BUILDER, BUILDER] },
      "driverToolkit.builders[1].id must be different from every other of its kind, but is 'local'.",
    ],
    [
      { drivers: { checkoutMaxBytes: '1023' } },
      "driverToolkit.drivers.checkoutMaxBytes must be a size from 1KiB to 1024GiB, such as '1GiB', but is '1023'.",
    ],
    [
      { builds: { logMaxBytes: '50MB' } },
      "driverToolkit.builds.logMaxBytes must be a size from 1KiB to 10GiB, such as '50MiB', but is '50MB'.",
    ],
    [
      { catalog: { maxRemovalPercentage: 101 } },
      'driverToolkit.catalog.maxRemovalPercentage must be a number from 0 to 100, but is 101.',
    ],
    [
      { toolkit: { containerfile: 'file:///etc/passwd' } },
      "driverToolkit.toolkit.containerfile must be a path, or an http or https address without a user name and password, but is 'file:///etc/passwd'.",
    ],
    [
      { toolkit: 'quay.io/centos/centos:stream9' },
      'driverToolkit.toolkit must be a section with the keys containerfile, baseImage, layerCache, but is text.',
    ],
    [
      { kernelSources: ['centos-stream-9'] },
      "driverToolkit.kernelSources[0] must be a section with a type, which is one of 'rpm', 'openshift' and 'imageLabel', but is text.",
    ],
    [
      { keep: [] },
      'driverToolkit.keep is not a known key; known keys here are kernelSources, imageRepositories, toolkit, drivers, builders, maintain, builds, catalog.',
    ],
    [
      { catalog: { owners: 'a' } },
      "driverToolkit.catalog.owners is not a known key; did you mean 'owner'?",
    ],
  ])('refuses %j', (config, problem) => {
    expect(problems(config)).toEqual([problem]);
  });

  it.each<[string, JsonObject]>([
    [
      'builders[0].limits.timeout',
      { builders: [{ ...BUILDER, limits: { timeout: 'P15D' } }] },
    ],
    [
      'kernelSources[0].schedule.timeout',
      { kernelSources: [{ ...SOURCE, schedule: { timeout: 'P15D' } }] },
    ],
    [
      'imageRepositories[0].schedule.timeout',
      { imageRepositories: [{ ...REPOSITORY, schedule: { timeout: 'P15D' } }] },
    ],
  ])('refuses a %s beyond the limit of timers', (key, config) => {
    expect(problems(config)).toEqual([
      `driverToolkit.${key} must be a duration of up to 14 days, such as 'PT1H', '1 hour' or { hours: 1 }, but is 'P15D'.`,
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

  it('names every problem at once', () => {
    expect(
      problems({ builders: [{ ...BUILDER, id: 'A', concurrency: 0 }], x: 1 }),
    ).toHaveLength(3);
  });

  it.each([
    'https://user:hunter2@example.com/',
    'https://example.com/?token=1',
    'https://example.com/$releasever/$arch/',
    'https://example.com/$architecture/',
    '/srv/mirror',
  ])('refuses the repository %s', url => {
    const [problem, ...more] = problems({
      kernelSources: [{ ...SOURCE, repositories: [url] }],
    });

    expect(problem).toMatch(
      /^driverToolkit\.kernelSources\[0\]\.repositories\[0\] must be the http or https address/,
    );
    expect(problem).not.toContain('hunter2');
    expect(more).toEqual([]);
  });

  describe('what images are signed with', () => {
    const keyFile = '/run/secrets/cosign.key';
    const pushed = { ...REPOSITORY, push: true };
    const place = 'driverToolkit.imageRepositories[0].signing';

    it('is a key and its passphrase, by file', () => {
      const signing = { keyFile, passphraseFile: '/run/secrets/passphrase' };
      const config = read({
        imageRepositories: [{ ...pushed, signing }],
        drivers: { repositories: [{ prefix: 'ghcr.io/d', signing }] },
      });

      expect(config.imageRepositories[0].signing).toEqual(signing);
      expect(config.drivers.repositories[0].signing).toEqual(signing);
    });

    it('is refused if nothing is pushed', () => {
      expect(
        problems({
          imageRepositories: [{ ...REPOSITORY, signing: { keyFile } }],
        }),
      ).toEqual([
        `${place} must be left out if images are not pushed, because only pushed images are signed.`,
      ]);
    });

    it.each<[string, JsonObject | string]>([
      ['a path of no key', {}],
      ['the key itself', { keyFile: '-----BEGIN PRIVATE KEY-----\nhunter2' }],
      ['a passphrase itself', { keyFile, passphraseFile: 'hunter2\n2' }],
      ['an unknown key', { keyFile, passphrase: 'hunter2' }],
      ['a string', 'hunter2'],
    ])('refuses %s without quoting it', (_, signing) => {
      const messages = problems({
        imageRepositories: [{ ...pushed, signing }],
      });

      expect(messages).toEqual([expect.stringContaining(place)]);
      expect(messages[0]).not.toContain('hunter2');
    });
  });

  it.each<[string, JsonObject | string | number]>([
    ['a password that is no string', { username: 'lab', password: 77_777_777 }],
    ['a user name that is no string', { username: 77_777_777, password: 'b' }],
    ['an unknown key', { username: 'a', password: 'b', token: '77777777' }],
    ['a string', 'lab:77777777'],
    ['a number', 77_777_777],
  ])('does not quote credentials that are %s', (_, credentials) => {
    const messages = problems({
      imageRepositories: [{ ...REPOSITORY, credentials }],
    });

    expect(messages).toEqual([
      expect.stringMatching(
        /^driverToolkit\.imageRepositories\[0\]\.credentials/,
      ),
    ]);
    expect(messages[0]).not.toContain('77777777');
  });

  it.each([
    [80, ''],
    [81, '…'],
  ])('shows a value of %s characters, up to 80', (length, rest) => {
    expect(
      problems({ builders: [{ ...BUILDER, id: 'x'.repeat(length) }] }),
    ).toEqual([expect.stringContaining(`but is '${'x'.repeat(80)}${rest}'.`)]);
  });

  it('shows a value on one line', () => {
    expect(problems({ builders: [{ ...BUILDER, id: 'a\nb\u202ec' }] })).toEqual(
      [expect.stringContaining("but is 'a b\ufffdc'.")],
    );
  });

  it('does not quote an address with a password', () => {
    const [problem] = problems({
      toolkit: { baseImage: 'user:hunter2@quay.io/centos' },
    });

    expect(problem).toBe(
      "driverToolkit.toolkit.baseImage must be an image reference, such as 'quay.io/centos/centos:stream9'.",
    );
  });
});

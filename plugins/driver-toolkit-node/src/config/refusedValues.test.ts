import type { JsonObject } from '@backstage/types';
import {
  BUILDER,
  readProblems,
  REPOSITORY,
  SOURCE,
} from './__testUtils__/readProblems';

describe('a configuration with a wrong value', () => {
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
      'driverToolkit.keep is not a known key; known keys here are kernelSources, imageRepositories, toolkit, drivers, moduleSigning, builders, maintain, builds, catalog.',
    ],
    [
      { catalog: { owners: 'a' } },
      "driverToolkit.catalog.owners is not a known key; did you mean 'owner'?",
    ],
  ])('is refused: %j', (config, problem) => {
    expect(readProblems(config)).toEqual([problem]);
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
    expect(readProblems(config)).toEqual([
      `driverToolkit.${key} must be a duration of up to 14 days, such as 'PT1H', '1 hour' or { hours: 1 }, but is 'P15D'.`,
    ]);
  });

  it('names every problem at once', () => {
    expect(
      readProblems({
        builders: [{ ...BUILDER, id: 'A', concurrency: 0 }],
        x: 1,
      }),
    ).toHaveLength(3);
  });

  it.each([
    'https://user:hunter2@example.com/',
    'https://example.com/?token=1',
    'https://example.com/$releasever/$arch/',
    'https://example.com/$architecture/',
    '/srv/mirror',
  ])('refuses the repository %s', url => {
    const [problem, ...more] = readProblems({
      kernelSources: [{ ...SOURCE, repositories: [url] }],
    });

    expect(problem).toMatch(
      /^driverToolkit\.kernelSources\[0\]\.repositories\[0\] must be the http or https address/,
    );
    expect(problem).not.toContain('hunter2');
    expect(more).toEqual([]);
  });
});

import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { z } from 'zod';
import { knownKeys } from './fields/knownKeys';
import { readDriverToolkitConfig } from './readDriverToolkitConfig';
import type { BuilderFields } from './schema/builder';

const SOURCE = {
  id: 'stream',
  type: 'rpm',
  repositories: ['https://mirror.example.com/'],
};
const REPOSITORY = { id: 'ghcr', image: 'ghcr.io/example/driver-toolkit' };
const BUILDER = { id: 'local', type: 'podman' };
const PODMAN: BuilderFields = {
  type: 'podman',
  configFields: {
    storage: knownKeys({ maxBytes: z.int(), maxAge: z.int() }).optional(),
  },
};

function problemsOf(config: JsonObject): string[] {
  try {
    readDriverToolkitConfig(new ConfigReader(config), {
      builderTypes: [PODMAN],
    });
  } catch (error) {
    return (error as Error).message.split('\n');
  }
  return [];
}

describe('a misspelt key', () => {
  it.each<[string, string, JsonObject]>([
    ['kernelSource', 'kernelSources', { kernelSource: [SOURCE] }],
    ['kernel-sources', 'kernelSources', { 'kernel-sources': [SOURCE] }],
    ['image_repositories', 'imageRepositories', { image_repositories: [] }],
    ['maintian', 'maintain', { maintian: [] }],
    [
      'kernelSources[0].preste',
      'preset',
      { kernelSources: [{ ...SOURCE, preste: 'rocky-9' }] },
    ],
    [
      'kernelSources[0].arch',
      'architectures',
      { kernelSources: [{ ...SOURCE, arch: ['x86_64'] }] },
    ],
    [
      'kernelSources[0].repositories[0].optinal',
      'optional',
      {
        kernelSources: [
          {
            ...SOURCE,
            repositories: [{ url: 'https://example.com/', optinal: true }],
          },
        ],
      },
    ],
    [
      'kernelSources[0].schedule.freqency',
      'frequency',
      { kernelSources: [{ ...SOURCE, schedule: { freqency: 'PT1H' } }] },
    ],
    [
      'kernelSources[0].pullsecret',
      'pullSecret',
      {
        kernelSources: [
          { id: 'ocp', type: 'openshift', since: '4.8.0', pullsecret: '/a' },
        ],
      },
    ],
    [
      'imageRepositories[0].credentials.pasword',
      'password',
      {
        imageRepositories: [
          {
            ...REPOSITORY,
            credentials: { username: 'a', password: 'b', pasword: 'c' },
          },
        ],
      },
    ],
    [
      'builders[0].limits.mem',
      'memory',
      { builders: [{ ...BUILDER, limits: { mem: '4g' } }] },
    ],
    [
      // maxBytes is near, too.
      'builders[0].storage.maxAges',
      'maxAge',
      {
        builders: [
          { ...BUILDER, storage: { maxBytes: 1, maxAge: 1, maxAges: 1 } },
        ],
      },
    ],
    [
      'drivers.repositories[0].prefixes',
      'prefix',
      {
        drivers: {
          repositories: [{ prefix: 'ghcr.io/drivers', prefixes: [] }],
        },
      },
    ],
  ])(
    '%s is reported with the nearest known key, %s',
    (key, nearest, config) => {
      expect(problemsOf({ driverToolkit: config })).toEqual([
        `driverToolkit.${key} is not a known key; did you mean '${nearest}'?`,
      ]);
    },
  );

  it('is reported with the known keys if none is near', () => {
    expect(
      problemsOf({ driverToolkit: { toolkit: { c: 1, image: '' } } }),
    ).toEqual([
      'driverToolkit.toolkit.c is not a known key; known keys here are containerfile, baseImage, layerCache.',
      'driverToolkit.toolkit.image is not a known key; known keys here are containerfile, baseImage, layerCache.',
    ]);
  });

  it('is reported with the missing key', () => {
    const { id, ...rest } = BUILDER;
    expect(
      problemsOf({ driverToolkit: { builders: [{ ...rest, Id: id }] } }),
    ).toEqual([
      expect.stringMatching(/^driverToolkit\.builders\[0\]\.id is missing; /),
      "driverToolkit.builders[0].Id is not a known key; did you mean 'id'?",
    ]);
  });

  it.each([
    ['builders', BUILDER, "'podman'"],
    ['kernelSources', SOURCE, "one of 'rpm', 'openshift' and 'imageLabel'"],
  ])('of %s may be the type', (list, { type, ...rest }, allowed) => {
    expect(
      problemsOf({ driverToolkit: { [list]: [{ ...rest, tpye: type }] } }),
    ).toEqual([
      `driverToolkit.${list}[0].type is missing; is 'tpye' meant to be this key? It must be ${allowed}.`,
    ]);
  });

  it.each(['drivertoolkit', 'driver-toolkit', 'driverToolkt', 'driverTolkits'])(
    'may be the first: %s',
    key => {
      expect(problemsOf({ app: {}, [key]: {} })).toEqual([
        `${key} is not a known key; did you mean 'driverToolkit'?`,
      ]);
    },
  );

  it.each(['driver', 'toolkit', 'driverToolkitExtras'])(
    "is not another plugin's: %s",
    key => {
      expect(problemsOf({ [key]: {} })).toEqual([]);
      expect(problemsOf({ driverToolkit: {}, drivertoolkit: {} })).toEqual([]);
    },
  );

  it('does not hide the problems of an entry with more digits', () => {
    const builders = Array.from({ length: 11 }, (_, i) => ({
      ...BUILDER,
      id: `b${i}`,
    }));
    builders[1].type = 'docker';
    expect(
      problemsOf({
        driverToolkit: {
          builders: builders.map((builder, i) =>
            i === 10 ? { ...builder, limit: {} } : builder,
          ),
        },
      }),
    ).toEqual([
      "driverToolkit.builders[1].type must be 'podman', but is 'docker'.",
      "driverToolkit.builders[10].limit is not a known key; did you mean 'limits'?",
    ]);
  });
});

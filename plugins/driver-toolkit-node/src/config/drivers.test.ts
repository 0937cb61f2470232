import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readDriverToolkitConfig } from './readDriverToolkitConfig';

function read(driverToolkit: JsonObject) {
  return readDriverToolkitConfig(new ConfigReader({ driverToolkit }));
}

function prefixed(prefix: string, others: JsonObject = {}) {
  return read({ ...others, drivers: { repositories: [{ prefix }] } });
}

const PREFIX = 'driverToolkit.drivers.repositories[0].prefix must be a place';

describe('prefixes of driver images', () => {
  it.each([
    'registry.example.com/drivers/{namespace}/{name}',
    'registry.example.com/{name}',
    'registry.example.com/drivers-{namespace}',
  ])('may be templates: %s', prefix => {
    expect(prefixed(prefix).drivers.repositories).toMatchObject([{ prefix }]);
  });

  it.each([
    '{name}.example.com/drivers',
    'registry.example.com/{owner}',
    'registry.example.com/{name',
    'registry.example.com/-{name}',
  ])('are no other templates: %s', prefix => {
    expect(() => prefixed(prefix)).toThrow(
      'driverToolkit.drivers.repositories[0].prefix must be a registry',
    );
  });

  it.each([
    [
      'a toolkit repository',
      {
        imageRepositories: [
          { id: 'other', image: 'ghcr.io/other' },
          { id: 'dtk', image: 'registry.example.com/platform/dtk' },
        ],
      },
      'imageRepositories[1].image (registry.example.com/platform/dtk)',
    ],
    [
      'the layer cache',
      {
        toolkit: {
          layerCache: { image: 'registry.example.com/platform/layers' },
        },
      },
      'toolkit.layerCache.image (registry.example.com/platform/layers)',
    ],
    [
      'the base image',
      { toolkit: { baseImage: 'registry.example.com/platform/base:9' } },
      'toolkit.baseImage (registry.example.com/platform/base)',
    ],
    [
      "a kernel source's base image",
      {
        kernelSources: [
          {
            id: 'stream',
            type: 'rpm',
            repositories: ['https://mirror.example.com/BaseOS'],
            baseImage: 'registry.example.com/platform/base@sha256:'.concat(
              'a'.repeat(64),
            ),
          },
        ],
      },
      'kernelSources[0].baseImage (registry.example.com/platform/base)',
    ],
    [
      'an image whose label names kernels',
      {
        kernelSources: [
          {
            id: 'bootc',
            type: 'imageLabel',
            images: ['registry.example.com/platform/bootc:9'],
          },
        ],
      },
      'kernelSources[0].images[0] (registry.example.com/platform/bootc)',
    ],
  ])('must not cover %s', (_, others, named) => {
    const problem = `not driverToolkit.${named}`;
    for (const prefix of [
      'registry.example.com',
      'registry.example.com/platform',
      'registry.example.com/platform/',
      'registry.example.com/{namespace}',
      'registry.example.com/{namespace}/{name}',
      'Registry.Example.com:443/platform',
    ]) {
      expect(() => prefixed(prefix, others)).toThrow(problem);
      expect(() => prefixed(prefix, others)).toThrow(PREFIX);
    }
    expect(() =>
      prefixed('registry.example.com/platform-drivers', others),
    ).not.toThrow();
    expect(() =>
      prefixed('registry.example.com/platform/drivers', others),
    ).not.toThrow();
  });

  it("may be below a toolkit repository's name, which are other repositories", () => {
    expect(() =>
      prefixed('registry.example.com/dtk/drivers', {
        imageRepositories: [{ id: 'dtk', image: 'registry.example.com/dtk' }],
      }),
    ).not.toThrow();
  });
});

describe('drivers.sources', () => {
  it('accepts forges, owners and repositories', () => {
    const sources = [
      'https://forge.example.com',
      'http://127.0.0.1:3050/acme',
      'https://gitlab.com/acme/linux/nic',
    ];
    expect(
      read({ drivers: { sources: [...sources, 'https://github.com/a/'] } })
        .drivers.sources,
    ).toEqual([...sources, 'https://github.com/a']);
  });

  it.each([
    'github.com/acme',
    'ssh://github.com/acme',
    'https://user@github.com/acme',
    'https://github.com/acme/../other',
    'https://github.com//acme',
    'https://github.com/acme%2fother',
    'https://github.com/acme?x',
    'https://github.com/acme#x',
    'https://[',
    'file:/srv',
    '',
  ])('refuses %j', source => {
    expect(() => read({ drivers: { sources: [source] } })).toThrow(
      'driverToolkit.drivers.sources[0] must be the http or https address',
    );
  });
});

import { ConfigReader } from '@backstage/config';
import type { JsonObject, JsonValue } from '@backstage/types';
import { z } from 'zod';
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
    extraArguments: z
      .array(z.string('text').startsWith('--build', 'an argument'), 'a list')
      .optional(),
  },
};

function problemsOf(driverToolkit: JsonObject): string {
  try {
    readDriverToolkitConfig(new ConfigReader({ driverToolkit }), {
      builderTypes: [PODMAN],
    });
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

/** All ways to replace one part of a value. */
function* mistakesIn(value: JsonValue): Generator<JsonValue> {
  yield* [[value], { a: value }, JSON.stringify(value), 7];
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) {
      for (const mistake of mistakesIn(item)) {
        yield value.with(i, mistake);
      }
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const { [key]: _, ...rest } = value;
      yield rest;
      yield { ...rest, [`${key}s`]: item! };
      yield { ...rest, [`${key}:${JSON.stringify(item)}`]: true };
      for (const mistake of mistakesIn(item!)) {
        yield { ...rest, [key]: mistake };
      }
    }
  }
}

describe('the messages about a wrong configuration', () => {
  it.each<[string, JsonObject, string]>([
    [
      'arguments that are no list',
      { builders: [{ ...BUILDER, extraArguments: '--build-arg=T=hunter2' }] },
      'builders[0].extraArguments',
    ],
    [
      'an argument',
      { builders: [{ ...BUILDER, extraArguments: ['--tag=hunter2'] }] },
      'builders[0].extraArguments[0]',
    ],
    [
      'the query of an address',
      {
        kernelSources: [
          { ...SOURCE, repositories: ['https://example.com/?token=hunter2'] },
        ],
      },
      'kernelSources[0].repositories[0]',
    ],
    [
      'a value instead of a section',
      { imageRepositories: ['hunter2'] },
      'imageRepositories[0]',
    ],
    [
      'a value that a forgotten space made a part of its key',
      {
        imageRepositories: [
          {
            ...REPOSITORY,
            credentials: { username: 'a', 'password:hunter2': null },
          },
        ],
      },
      'imageRepositories[0].credentials.password:…',
    ],
    [
      'the content of an auth file',
      {
        imageRepositories: [
          { ...REPOSITORY, authFile: '{"auths":{"ghcr.io":"hunter2"}}' },
        ],
      },
      'imageRepositories[0].authFile',
    ],
    [
      'the content of a pull secret',
      {
        kernelSources: [
          {
            id: 'a',
            type: 'openshift',
            since: '4.8.0',
            pullSecret: '{hunter2',
          },
        ],
      },
      'kernelSources[0].pullSecret',
    ],
    [
      'the content of a PEM file',
      {
        kernelSources: [
          { ...SOURCE, tls: { cert: 'a', key: '-----BEGIN KEY----- hunter2' } },
        ],
      },
      'kernelSources[0].tls.key',
    ],
    [
      'a list in the place of a path',
      {
        imageRepositories: [
          { ...REPOSITORY, authFile: ['hunter2', 'hunter2'] },
        ],
      },
      'imageRepositories[0].authFile',
    ],
    [
      'a key in the place of its path',
      { kernelSources: [{ ...SOURCE, tls: { cert: 'a', key: 2_222_222 } }] },
      'kernelSources[0].tls.key',
    ],
  ])('do not quote %s', (_, config, key) => {
    const messages = problemsOf(config);

    expect(messages).toContain(`driverToolkit.${key} `);
    expect(messages).not.toMatch(/hunter2|2222222/);
  });

  it('never contain a secret', () => {
    const credentials = { username: 'ci', password: 'hunter2' };
    const signing = { keyFile: '/hunter2', passphraseFile: '/hunter2' };
    const config = {
      kernelSources: [
        SOURCE,
        {
          id: 'ocp',
          type: 'openshift',
          since: '4.8.0',
          pullSecret: '/hunter2',
        },
      ],
      imageRepositories: [
        { ...REPOSITORY, push: true, credentials, signing },
        { id: 'b', image: 'ghcr.io/b/c', authFile: '/hunter2' },
      ],
      toolkit: { layerCache: { image: 'ghcr.io/layers/a', credentials } },
      drivers: {
        repositories: [{ prefix: 'ghcr.io/d', credentials, signing }],
      },
      moduleSigning: {
        keys: [
          { name: 'a', certificateFile: '/cert', ...signing },
          {
            name: 'b',
            certificateFile: '/cert',
            pkcs11: { uri: 'pkcs11:object=hunter2', pinFile: '/hunter2' },
          },
        ],
      },
      builders: [{ ...BUILDER, extraArguments: ['--build-arg=T=hunter2'] }],
    };
    expect(problemsOf(config)).toBe('');

    const told = [...mistakesIn(config)].map(mistake =>
      problemsOf(mistake as JsonObject),
    );
    expect(told.filter(problems => problems !== '').length).toBeGreaterThan(
      200,
    );
    expect(told.filter(problems => problems.includes('hunter2'))).toEqual([]);
  });
});

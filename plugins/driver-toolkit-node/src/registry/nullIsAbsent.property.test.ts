import fc from 'fast-check';
import { DigestContent } from './DigestContent';
import { InMemoryContentCache } from './InMemoryContentCache';
import {
  DOCKER_LIST,
  DOCKER_MANIFEST,
  IMAGE_CONFIG_TYPES,
  OCI_INDEX,
  OCI_MANIFEST,
} from './mediaTypes';
import { readPlatforms } from './readPlatforms';
import { RegistryClient } from './RegistryClient';

type Json = { [name: string]: unknown };

const DIGESTS = ['index', 'amd64', 'arm64', 'config', 'layer'].map(
  (_, position) => `sha256:${`${position}`.repeat(64)}`,
);
const [INDEX, AMD64, ARM64, CONFIG, LAYER] = DIGESTS;

const annotations = { 'org.example.a': 'a', 'org.example.b': 'b' };

function descriptor(mediaType: string, digest: string, more: Json = {}): Json {
  return {
    mediaType,
    digest,
    size: 7,
    urls: [],
    annotations,
    data: '',
    ...more,
  };
}

function platform(architecture: string): Json {
  return {
    architecture,
    os: 'linux',
    'os.version': '1',
    'os.features': ['a'],
    variant: 'v8',
  };
}

/** Documents with every field of the specifications and of common tools. */
const documents = {
  index: {
    schemaVersion: 2,
    mediaType: OCI_INDEX,
    artifactType: 'application/example',
    manifests: [
      descriptor(OCI_MANIFEST, AMD64, { platform: platform('amd64') }),
      descriptor(OCI_MANIFEST, ARM64, { platform: platform('arm64') }),
    ],
    subject: descriptor(OCI_MANIFEST, LAYER),
    annotations,
  },
  manifest: {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType: 'application/example',
    config: descriptor(IMAGE_CONFIG_TYPES[0], CONFIG, {
      artifactType: 'application/example',
      platform: platform('amd64'),
    }),
    layers: [descriptor('application/example', LAYER)],
    subject: descriptor(OCI_MANIFEST, LAYER),
    annotations,
  },
  config: {
    created: '2024-01-02T03:04:05Z',
    author: 'a',
    architecture: 'amd64',
    os: 'linux',
    'os.version': '1',
    variant: 'v8',
    config: {
      User: 'a',
      Env: ['A=b'],
      Cmd: ['a'],
      Labels: { 'kernel-version': '5.14.0-391.el9', other: 'b' },
    },
    rootfs: { type: 'layers', diff_ids: [LAYER] },
    history: [{ created: '2024-01-02T03:04:05Z', comment: 'a' }],
  },
};

type Kind = keyof typeof documents;
type Path = (string | number)[];

/** Required fields: without them nothing can be read. */
const REQUIRED: Record<Kind, RegExp> = {
  index: /^(manifests|manifests\.\d+\.digest)$/,
  manifest: /^(config|config\.digest|layers\.\d+|layers\.\d+\.digest)$/,
  config: /^$/,
};

function optionalPaths(kind: Kind): Path[] {
  const walk = (value: unknown, path: Path): Path[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, inner]) => {
          const own = [...path, name];
          return [own, ...walk(inner, own)];
        })
      : [];
  return walk(documents[kind], []).filter(
    path =>
      !REQUIRED[kind].test(path.join('.')) &&
      // An entry of an array is no field.
      !/^\d+$/.test(String(path.at(-1))),
  );
}

type Alteration = 'null' | 'empty' | 'without';

/** The document with these fields set to null or to an empty text, or without them. */
function alter(document: Json, paths: Path[], how: Alteration): Json {
  const copy = structuredClone(document);
  for (const path of paths) {
    const parent = path
      .slice(0, -1)
      .reduce<any>((value, name) => value?.[name], copy);
    const name = path.at(-1)!;
    if (parent && how === 'without') {
      delete parent[name];
    } else if (parent) {
      parent[name] = how === 'null' ? null : '';
    }
  }
  return copy;
}

async function read(changed: Record<Kind, Json>) {
  const cache = new InMemoryContentCache();
  await cache.setMany(
    new Map([
      [INDEX, JSON.stringify(changed.index)],
      [AMD64, JSON.stringify(changed.manifest)],
      [ARM64, JSON.stringify({ ...changed.manifest, other: 'image' })],
      [CONFIG, JSON.stringify(changed.config)],
    ]),
  );
  const client = new RegistryClient(
    { registry: '127.0.0.1:1', insecure: true },
    'a',
  );
  return await readPlatforms(
    new DigestContent(client, cache),
    INDEX,
    AbortSignal.timeout(10_000),
  ).catch((error: Error) => error.message);
}

function fields(kind: Kind) {
  return fc.subarray(optionalPaths(kind));
}

describe('a field that is null', () => {
  it('is absent, for any combination of fields', async () => {
    await fc.assert(
      fc.asyncProperty(
        fields('index'),
        fields('manifest'),
        fields('config'),
        async (index, manifest, config) => {
          const altered = (how: 'null' | 'without') => ({
            index: alter(documents.index, index, how),
            manifest: alter(documents.manifest, manifest, how),
            config: alter(documents.config, config, how),
          });

          expect(await read(altered('null'))).toEqual(
            await read(altered('without')),
          );
        },
      ),
    );
  });

  it.each(
    (['index', 'manifest', 'config'] as const).flatMap(kind =>
      optionalPaths(kind).map(path => [kind, path.join('.'), path] as const),
    ),
  )('never makes an image unreadable: %s %s', async (kind, _, path) => {
    const platforms = await read({
      ...documents,
      [kind]: alter(documents[kind], [path], 'null'),
    });

    // For podman, too, an OCI manifest is no image without a configuration
    // type.
    const isArtifact = path.join('.') === 'config.mediaType';
    expect(platforms).toHaveLength(isArtifact ? 0 : 2);
    expect(JSON.stringify(platforms)).not.toContain('"error"');
  });

  it("keeps the list's platform for an image that names none", async () => {
    const config = alter(
      documents.config,
      [['architecture'], ['os'], ['variant']],
      'null',
    );

    await expect(read({ ...documents, config })).resolves.toMatchObject([
      { architecture: 'amd64', os: 'linux', variant: 'v8' },
      { architecture: 'arm64', os: 'linux', variant: 'v8' },
    ]);
  });

  it('is absent as the type of a manifest, so its configuration decides', async () => {
    const manifest = alter(documents.manifest, [['mediaType']], 'null');

    await expect(read({ ...documents, manifest })).resolves.toHaveLength(2);
    const docker = { ...documents.manifest, mediaType: DOCKER_MANIFEST };
    await expect(
      read({
        ...documents,
        manifest: alter(docker, [['config', 'mediaType']], 'null'),
      }),
    ).resolves.toHaveLength(2);
  });

  it('names nothing among the parts of a list', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(null, ...documents.index.manifests)),
        async manifests => {
          const parts = manifests.filter(part => part !== null);

          expect(
            await read({
              ...documents,
              index: { ...documents.index, manifests },
            }),
          ).toEqual(
            await read({
              ...documents,
              index: { ...documents.index, manifests: parts },
            }),
          );
        },
      ),
    );
  });

  it.each([OCI_INDEX, DOCKER_LIST])('is an empty list in a %s', async type => {
    const index = { mediaType: type, manifests: null };

    await expect(read({ ...documents, index })).resolves.toEqual([]);
  });

  it('leaves the size of an image unknown if a layer has none', async () => {
    const manifest = alter(documents.manifest, [['layers', 0, 'size']], 'null');

    const platforms = await read({ ...documents, manifest });

    expect(platforms).toMatchObject([
      { digest: AMD64, size: undefined },
      { digest: ARM64, size: undefined },
    ]);
  });
});

describe('a text that is empty', () => {
  const TEXTS = {
    index: ['mediaType', 'artifactType', 'architecture', 'os', 'variant'],
    manifest: ['mediaType', 'artifactType'],
    config: ['architecture', 'os', 'variant', 'created'],
  };

  function texts(kind: Kind) {
    return fc.subarray(
      optionalPaths(kind).filter(path =>
        TEXTS[kind].includes(String(path.at(-1))),
      ),
    );
  }

  it('is absent, like in podman', async () => {
    await fc.assert(
      fc.asyncProperty(
        texts('index'),
        texts('manifest'),
        texts('config'),
        async (index, manifest, config) => {
          const altered = (how: 'empty' | 'without') => ({
            index: alter(documents.index, index, how),
            manifest: alter(documents.manifest, manifest, how),
            config: alter(documents.config, config, how),
          });

          expect(await read(altered('empty'))).toEqual(
            await read(altered('without')),
          );
        },
      ),
    );
  });

  it("keeps the list's platform for an image that names none", async () => {
    const config = alter(
      documents.config,
      [['architecture'], ['os'], ['variant']],
      'empty',
    );

    await expect(read({ ...documents, config })).resolves.toMatchObject([
      { architecture: 'amd64', os: 'linux', variant: 'v8' },
      { architecture: 'arm64', os: 'linux', variant: 'v8' },
    ]);
  });
});

import {
  createTestRepository,
  readWhole,
} from './__testUtils__/createTestRepository';
import {
  createArtifact,
  createImage,
  toContent,
  type Content,
} from './__testUtils__/imageContent';
import { failure, TestRegistry } from './__testUtils__/TestRegistry';
import {
  IMAGE_CONFIG_TYPES,
  OCI_ARTIFACT,
  OCI_INDEX,
  OCI_MANIFEST,
} from './mediaTypes';

const TAG = '5.14.0-391.el9';
const ARM64 = { architecture: 'arm64', os: 'linux' };
const UNKNOWN = { architecture: 'unknown', os: 'unknown' };
const TYPES = ['', 'application/spdx+json', 'a', ...IMAGE_CONFIG_TYPES];
/** A list's entry for an unknown platform. */
const NO_PLATFORM = [
  undefined,
  null,
  {},
  { architecture: '', os: '' },
  { architecture: 'unknown' },
  UNKNOWN,
];

const amd64 = createImage({});
const arm64 = createImage({ architecture: 'arm64' });

/** An entry of a list with any fields. */
function entry({ mediaType, digest, body }: Content, more: object = {}) {
  return { mediaType, digest, size: body.length, ...more };
}

describe('a part of a list', () => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await TestRegistry.start('dtk/driver-toolkit');
    registry.addContent(amd64.manifest, amd64.config);
    registry.addContent(arm64.manifest, arm64.config);
  });

  afterEach(async () => {
    await registry.close();
  });

  /** Reads a list with amd64's image and another part. */
  async function readWith(...parts: object[]) {
    const index = toContent(OCI_INDEX, {
      schemaVersion: 2,
      mediaType: OCI_INDEX,
      manifests: [entry(amd64.manifest), ...parts],
    });
    registry.addTag(TAG, index);
    const { images, warnings } = await readWhole(
      createTestRepository(registry),
    );
    const platforms = images[0].platforms.map(
      ({ architecture, error }) =>
        `${architecture}${error === undefined ? '' : ' unread'}`,
    );
    return { platforms, warnings };
  }

  const WITHOUT = { platforms: ['amd64'], warnings: [] };

  it.each(TYPES)(
    "is an image by its configuration, if the list calls it '%s' or not",
    async artifactType => {
      await expect(
        readWith(entry(arm64.manifest, { artifactType, platform: ARM64 })),
      ).resolves.toEqual({ platforms: ['amd64', 'arm64'], warnings: [] });
    },
  );

  it.each(TYPES)(
    "is an artifact by its configuration, if the list calls it '%s' or not",
    async artifactType => {
      const { manifest } = createArtifact({});
      registry.addContent(manifest);

      await expect(
        readWith(entry(manifest, { artifactType, platform: ARM64 })),
      ).resolves.toEqual(WITHOUT);
    },
  );

  it('that is missing is what the list says', async () => {
    registry.removeContent(arm64.manifest);
    const read = (artifactType: string) =>
      readWith(entry(arm64.manifest, { artifactType, platform: ARM64 }));

    await expect(read('application/spdx+json')).resolves.toEqual(WITHOUT);
    for (const type of ['', ...IMAGE_CONFIG_TYPES]) {
      await expect(read(type)).resolves.toMatchObject({
        platforms: ['amd64', 'arm64 unread'],
      });
    }
  });

  it.each([
    failure(403, 'DENIED'),
    { status: 404, body: 'Not found' },
    { status: 500 },
  ])('that the registry fails to deliver is unread: %j', async answer => {
    registry.intercept = ({ url }) =>
      url.endsWith(arm64.manifest.digest) ? answer : undefined;

    await expect(
      readWith(entry(arm64.manifest, { artifactType: 'a', platform: ARM64 })),
    ).resolves.toMatchObject({ platforms: ['amd64', 'arm64 unread'] });
  });

  const OTHERS: Record<string, Content> = {
    'an artifact without a configuration': toContent(OCI_ARTIFACT, {
      mediaType: OCI_ARTIFACT,
      artifactType: 'application/spdx+json',
      blobs: [],
    }),
    'an artifact whose configuration is null': toContent(OCI_MANIFEST, {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType: 'application/spdx+json',
      config: null,
      layers: [],
    }),
    'of no configuration and no type': toContent(OCI_MANIFEST, {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: {},
      layers: null,
    }),
    'of a foreign type': toContent('application/example', {
      mediaType: 'application/example',
    }),
    'of no type': toContent('application/json', { some: 'thing' }),
  };

  it.each(
    Object.entries(OTHERS).flatMap(([name, content]) =>
      NO_PLATFORM.map(platform => [name, platform, content] as const),
    ),
  )('is skipped if it is %s, for %j', async (_, platform, content) => {
    registry.addContent(content);

    await expect(readWith(entry(content, { platform }))).resolves.toEqual(
      WITHOUT,
    );
  });

  it.each(NO_PLATFORM)(
    'that is missing is skipped if its type is foreign, for %j',
    async platform => {
      const content = OTHERS['of a foreign type'];

      await expect(readWith(entry(content, { platform }))).resolves.toEqual(
        WITHOUT,
      );
    },
  );

  it('that is missing is skipped if its platform is unknown', async () => {
    const { manifest } = createImage({ layer: 'gone' });

    await expect(
      readWith(entry(manifest, { platform: UNKNOWN })),
    ).resolves.toEqual(WITHOUT);
  });

  it.each([
    ['of a foreign type', OTHERS['of a foreign type']],
    [
      'of no configuration and no type',
      OTHERS['of no configuration and no type'],
    ],
    ['of no type', OTHERS['of no type']],
  ])('is unread if it is %s, with a platform', async (_, content) => {
    registry.addContent(content);

    await expect(
      readWith(entry(content, { platform: ARM64 })),
    ).resolves.toMatchObject({ platforms: ['amd64', 'arm64 unread'] });
  });

  it.each([
    ["docker's schema 1", { schemaVersion: 1, fsLayers: [] }, 'schema 1'],
    [
      'a broken image',
      { schemaVersion: 2, config: { digest: 'a' } },
      'schema 1',
    ],
    [
      'a broken list',
      { schemaVersion: 2, manifests: [{}] },
      'a part without a digest cannot be read',
    ],
  ])('is unread if it is %s, without a platform', async (_, value, problem) => {
    const content = toContent('application/json', value);
    registry.addContent(content);

    await expect(
      readWith(entry({ ...content, mediaType: OCI_MANIFEST })),
    ).resolves.toMatchObject({
      platforms: ['amd64', 'unknown unread'],
      warnings: [expect.stringContaining(problem)],
    });
  });

  it('counts as an artifact if there are more than all platforms of any system', async () => {
    const parts = Array.from({ length: 150 }, (_, number) =>
      entry(createArtifact({ text: `${number}` }).manifest, {
        artifactType: 'application/spdx+json',
      }),
    );

    await expect(readWith(...parts, entry(arm64.manifest))).resolves.toEqual({
      platforms: ['amd64', 'arm64'],
      warnings: [],
    });
    const asked = registry.requests.filter(({ url }) =>
      url.includes('/manifests/sha256:'),
    );
    expect(new Set(asked.map(({ url }) => url)).size).toBe(100);
  });
});

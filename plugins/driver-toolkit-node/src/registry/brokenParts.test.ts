import {
  createTestRepository,
  readWhole,
} from './__testUtils__/createTestRepository';
import {
  createArtifact,
  createImage,
  createIndex,
  createOuterIndex,
  toContent,
} from './__testUtils__/imageContent';
import { failure, TestRegistry } from './__testUtils__/TestRegistry';
import { DOCKER_MANIFEST } from './mediaTypes';

const TAG = '5.14.0-391.el9';

describe('one broken part', () => {
  const amd64 = createImage({ labels: { kernel: 'a', arch: 'x86_64' } });
  const arm64 = createImage({
    architecture: 'arm64',
    labels: { kernel: 'a', arch: 'aarch64' },
  });
  const index = createIndex([amd64, arm64]);
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await TestRegistry.start('dtk/driver-toolkit');
    registry.addIndex(TAG, index, [amd64, arm64]);
  });

  afterEach(async () => {
    await registry.close();
  });

  it.each([
    ['its manifest is gone', () => registry.removeContent(arm64.manifest)],
    ['its configuration is gone', () => registry.removeContent(arm64.config)],
    [
      'it is refused',
      () => {
        registry.intercept = ({ url }) =>
          url.endsWith(arm64.manifest.digest)
            ? failure(403, 'DENIED')
            : undefined;
      },
    ],
    [
      'it does not match its digest',
      () => {
        registry.intercept = ({ url }) =>
          url.endsWith(arm64.config.digest) ? { body: '{}' } : undefined;
      },
    ],
  ])('makes only its platform unknown if %s', async (_, breakIt) => {
    breakIt();
    const repository = createTestRepository(registry);

    const { images, warnings } = await readWhole(repository);

    expect(images).toEqual([
      expect.objectContaining({
        tag: TAG,
        digest: index.digest,
        labels: { kernel: 'a', arch: 'x86_64' },
        platforms: [
          {
            architecture: 'amd64',
            os: 'linux',
            digest: amd64.manifest.digest,
            size: expect.any(Number),
            created: expect.any(String),
          },
          {
            architecture: 'arm64',
            os: 'linux',
            digest: arm64.manifest.digest,
            error: expect.stringContaining('sha256:'),
          },
        ],
      }),
    ]);
    expect(images[0]).not.toHaveProperty('error');
    expect(warnings).toEqual([
      `Platforms of 1 of the 1 tags of ${registry.image} could not be read, such as of ${TAG}. The image for linux/arm64 could not be read: ${images[0].platforms[1].error}`,
    ]);
  });

  // containers/image reads the others of each of these.
  it.each([
    ['sha512:abc', { digest: 'sha512:abc' }, 'an invalid digest for it'],
    ['no digest', { digest: '' }, 'an invalid digest for it'],
    ['a number', { digest: 1 }, 'an invalid digest for it'],
    [
      'an endless architecture',
      { platform: { architecture: 'x'.repeat(101), os: 'linux' } },
      'an invalid platform.architecture for it',
    ],
    ['a size below 0', { size: -1 }, 'an invalid size for it'],
  ])('is unknown if its list has %s', async (_, changes, problem) => {
    const { manifests, ...rest } = JSON.parse(index.body.toString());
    const broken = toContent(index.mediaType, {
      ...rest,
      manifests: [manifests[0], { ...manifests[1], ...changes }],
    });
    registry.addIndex('broken', broken, [amd64, arm64]);

    const { images } = await readWhole(createTestRepository(registry));

    const { platforms, labels } = images.find(({ tag }) => tag === 'broken')!;
    expect(labels).toEqual({ kernel: 'a', arch: 'x86_64' });
    expect(platforms).toHaveLength(2);
    expect(platforms[1].error).toContain(problem);
  });

  it('is an error of the tag if its list has no other', async () => {
    const { manifests, ...rest } = JSON.parse(index.body.toString());
    const broken = toContent(index.mediaType, {
      ...rest,
      manifests: [{ ...manifests[0], digest: 'none' }],
    });
    registry.addIndex('broken', broken, []);
    const { images } = await readWhole(createTestRepository(registry));
    expect(images.find(({ tag }) => tag === 'broken')?.error).toContain(
      'none cannot be read: its list has an invalid digest for it',
    );
  });

  it('is read as soon as it is available again', async () => {
    registry.removeContent(arm64.manifest);
    const repository = createTestRepository(registry);
    await readWhole(repository);
    registry.addContent(arm64.manifest);

    const { images, warnings } = await readWhole(repository);

    expect(images[0].labels).toEqual({ kernel: 'a' });
    expect(images[0].platforms.map(({ error }) => error)).toEqual([
      undefined,
      undefined,
    ]);
    expect(warnings).toEqual([]);
    registry.requests.length = 0;
    await readWhole(repository);
    expect(registry.requests).toHaveLength(2);
  });

  it('keeps the earlier content while it is unavailable', async () => {
    registry.removeContent(arm64.manifest);
    const repository = createTestRepository(registry);
    const first = await readWhole(repository);

    await expect(readWhole(repository)).resolves.toEqual(first);
  });

  it('is an error of the tag if no other part is left', async () => {
    registry.removeContent(amd64.manifest);
    registry.removeContent(arm64.config);

    const { images } = await readWhole(createTestRepository(registry));

    expect(images).toEqual([
      expect.objectContaining({
        platforms: [],
        error: expect.stringContaining(amd64.manifest.digest),
      }),
    ]);
  });

  it('may be a whole list in a list', async () => {
    const inner = createIndex([arm64]);
    registry.addIndex(TAG, createOuterIndex(inner, amd64.manifest), [amd64]);

    const { images } = await readWhole(createTestRepository(registry));

    expect(images[0].platforms).toEqual([
      {
        architecture: 'unknown',
        os: 'unknown',
        digest: inner.digest,
        error: expect.stringContaining('listed but does not exist'),
      },
      expect.objectContaining({ architecture: 'amd64' }),
    ]);
  });

  it('is not a part if it is an artifact, available or not', async () => {
    const sbom = createArtifact({});
    const gone = createArtifact({ text: 'gone' });
    registry.addContent(sbom.manifest);
    const withArtifacts = createIndex([
      amd64,
      // One that the list describes as such, and one that only its manifest
      // does.
      { manifest: gone.manifest, artifactType: 'application/spdx+json' },
      { manifest: sbom.manifest },
    ]);
    registry.addIndex(TAG, withArtifacts, [amd64]);

    const { images, warnings } = await readWhole(
      createTestRepository(registry),
    );

    expect(images[0].platforms).toEqual([
      expect.objectContaining({ digest: amd64.manifest.digest }),
    ]);
    expect(warnings).toEqual([]);
  });

  it.each([
    undefined,
    null,
    '',
    'application/octet-stream',
    'application/json',
    'text/plain',
    'application/vnd.oci.empty.v1+json',
    'application/vnd.docker.container.image.v1+json; charset=utf-8',
    'application/vnd.oci.image.config.v1+json',
  ])("may be docker's configuration with the type %p", async mediaType => {
    const image = createImage({ layer: `${mediaType}` });
    const manifest = toContent(DOCKER_MANIFEST, {
      ...JSON.parse(image.manifest.body.toString()),
      mediaType: DOCKER_MANIFEST,
      config: {
        mediaType,
        digest: image.config.digest,
        size: image.config.body.length,
      },
    });
    registry.addImage('docker', { ...image, manifest });

    const { images } = await readWhole(createTestRepository(registry));

    expect(images.find(({ tag }) => tag === 'docker')?.platforms).toEqual([
      expect.objectContaining({ architecture: 'amd64' }),
    ]);
  });
});

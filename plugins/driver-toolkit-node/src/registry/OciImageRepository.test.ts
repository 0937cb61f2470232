import { mockServices } from '@backstage/backend-test-utils';
import type { ImageRepositoryConfig } from '../config/types';
import {
  createImage,
  createIndex,
  createOuterIndex,
} from './__testUtils__/imageContent';
import { failure, TestRegistry } from './__testUtils__/TestRegistry';
import { InMemoryContentCache } from './InMemoryContentCache';
import { OciImageRepository } from './OciImageRepository';

const TAG = '5.14.0-391.el9';

describe('OciImageRepository', () => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await TestRegistry.start('dtk/driver-toolkit');
  });

  afterEach(async () => {
    await registry.close();
  });

  function createRepository(
    overrides: Partial<ImageRepositoryConfig> = {},
    attempts = 1,
  ) {
    return new OciImageRepository(
      {
        id: 'lab',
        title: 'Lab',
        image: registry.image,
        kernelSources: [],
        push: false,
        insecure: true,
        schedule: { frequency: { hours: 1 }, timeout: { minutes: 5 } },
        ...overrides,
      },
      {
        cache: new InMemoryContentCache(),
        retryPolicy: {
          attempts,
          baseDelay: 1,
          maxDelay: 1,
          maxRetryAfter: 2000,
        },
      },
    );
  }

  function read(repository: OciImageRepository) {
    return repository.read({
      signal: AbortSignal.timeout(20_000),
      logger: mockServices.logger.mock(),
    });
  }

  function readTag(repository: OciImageRepository, tag: string) {
    return repository.readTag(tag, { signal: AbortSignal.timeout(20_000) });
  }

  it('describes an image of one platform', async () => {
    const image = createImage({
      labels: { 'kernel-version': TAG },
      layer: '0123456789',
    });
    registry.addImage(TAG, image);

    await expect(read(createRepository())).resolves.toEqual({
      images: [
        {
          tag: TAG,
          digest: image.manifest.digest,
          mediaType: image.manifest.mediaType,
          size: 10,
          created: '2024-01-02T03:04:05.678Z',
          labels: { 'kernel-version': TAG },
          platforms: [
            {
              architecture: 'amd64',
              os: 'linux',
              digest: image.manifest.digest,
              size: 10,
              created: '2024-01-02T03:04:05.678Z',
            },
          ],
          referrers: [],
        },
      ],
      warnings: [],
    });
  });

  it('describes a list by its platforms, without attestations', async () => {
    const amd64 = createImage({
      labels: { 'kernel-version': TAG, architecture: 'x86_64' },
      layer: '0123456789',
    });
    const arm64 = createImage({
      architecture: 'arm64',
      labels: { 'kernel-version': TAG, architecture: 'aarch64' },
      created: '2024-05-06T00:00:00Z',
      layer: '01234',
    });
    const index = createIndex([amd64, arm64]);
    registry.addIndex(TAG, index, [amd64, arm64]);

    const { images } = await read(createRepository());

    expect(images).toMatchObject([
      {
        digest: index.digest,
        mediaType: index.mediaType,
        size: 15,
        created: '2024-05-06T00:00:00.000Z',
        labels: { 'kernel-version': TAG },
        platforms: [
          { architecture: 'amd64', digest: amd64.manifest.digest, size: 10 },
          { architecture: 'arm64', digest: arm64.manifest.digest, size: 5 },
        ],
      },
    ]);
    expect(images[0].labels).not.toHaveProperty('architecture');
  });

  it('follows the pages to the last, and hides attachments of images', async () => {
    registry.pageSize = 2;
    const image = createImage({});
    const hidden = image.manifest.digest.replace(':', '-');
    for (const tag of ['a', 'b', 'c', 'd', 'e', `${hidden}.sig`, 'e.sbom']) {
      registry.addImage(tag, image);
    }

    const { images } = await read(createRepository());

    expect(images.map(({ tag }) => tag)).toEqual(['a', 'b', 'c', 'd', 'e']);
    const pages = registry.requests.filter(({ url }) => url.includes('/tags/'));
    expect(pages).toHaveLength(4);
  });

  it('requests only the tags if nothing has changed', async () => {
    registry.addImage('a', createImage({ layer: 'a' }));
    const [x, y] = [createImage({}), createImage({ architecture: 'arm64' })];
    registry.addIndex('b', createIndex([x, y]), [x, y]);
    const repository = createRepository();
    const first = await read(repository);
    registry.requests.length = 0;

    await expect(read(repository)).resolves.toEqual(first);

    expect(
      registry.requests.map(({ method, url }) => `${method} ${url}`).sort(),
    ).toEqual([
      'GET /v2/dtk/driver-toolkit/tags/list?n=1000',
      'HEAD /v2/dtk/driver-toolkit/manifests/a',
      'HEAD /v2/dtk/driver-toolkit/manifests/b',
    ]);
  });

  it('computes a digest that the registry leaves out', async () => {
    const image = createImage({});
    registry.addImage(TAG, image);
    registry.intercept = ({ method, url }) =>
      url.endsWith(TAG)
        ? {
            headers: { 'content-type': image.manifest.mediaType },
            body: method === 'HEAD' ? '' : image.manifest.body,
          }
        : undefined;

    const { images } = await read(createRepository());

    expect(images).toMatchObject([
      { digest: image.manifest.digest, platforms: [{ os: 'linux' }] },
    ]);
  });

  it('is empty, with a warning, if the registry says that it does not exist', async () => {
    registry.intercept = () => failure(404, 'NAME_UNKNOWN');

    await expect(read(createRepository())).resolves.toEqual({
      images: [],
      warnings: [`${registry.image} does not exist yet, so it has no images.`],
    });
  });

  it('drops a tag that was removed in the meantime', async () => {
    registry.addImage('a', createImage({}));
    registry.addImage('b', createImage({}));
    registry.intercept = ({ url }) => {
      if (url.endsWith('/manifests/a')) {
        registry.removeTag('a');
      }
      return undefined;
    };

    const { images } = await read(createRepository());

    expect(images.map(({ tag }) => tag)).toEqual(['b']);
  });

  it('lists a tag whose details are missing, with the reason', async () => {
    registry.addImage('a', createImage({ layer: 'a' }));
    const broken = createImage({ layer: 'b' });
    registry.addImage('b', broken);
    registry.removeContent(broken.config);

    const { images, warnings } = await read(createRepository());

    expect(images).toMatchObject([
      { tag: 'a', platforms: [{ architecture: 'amd64' }] },
      {
        tag: 'b',
        digest: broken.manifest.digest,
        labels: {},
        platforms: [],
        error: expect.stringContaining(
          `/blobs/${broken.config.digest} answered 404 (BLOB_UNKNOWN`,
        ),
      },
    ]);
    expect(warnings).toEqual([
      `Details of 1 of the 2 tags of ${registry.image} could not be read: ${images[1].error}`,
    ]);
  });

  it('warns about tags without details', async () => {
    for (const tag of ['a', 'b', 'c']) {
      registry.addImage(tag, createImage({ layer: tag }));
    }
    registry.intercept = ({ url }) => {
      if (url.endsWith('/manifests/a')) {
        return { status: 429 };
      }
      return url.endsWith('/manifests/c') ? { status: 503 } : undefined;
    };

    const { images, warnings } = await read(createRepository({}, 2));

    const host = `${registry.origin}/v2/dtk/driver-toolkit/manifests`;
    expect(images).toEqual([
      {
        tag: 'a',
        labels: {},
        platforms: [],
        error: expect.stringContaining(`${host}/a answered 429`),
      },
      expect.not.objectContaining({ error: expect.anything() }),
      {
        tag: 'c',
        labels: {},
        platforms: [],
        error: expect.stringContaining(`${host}/c answered 503`),
      },
    ]);
    expect(warnings).toEqual([
      `Details of 2 of the 3 tags of ${registry.image} could not be read: ${host}/a answered 429: the registry limits requests; read it less often, with credentials, or with a lower concurrency`,
    ]);
  });

  it('throws if no tag could be read', async () => {
    registry.addImage('a', createImage({}));
    registry.addImage('b', createImage({}));
    registry.intercept = ({ url }) =>
      url.includes('/manifests/') ? { status: 503 } : undefined;

    await expect(read(createRepository())).rejects.toThrow('answered 503');
  });

  it('refuses content that does not match its digest', async () => {
    const image = createImage({});
    registry.addImage(TAG, image);
    registry.intercept = ({ url }) =>
      url.endsWith(image.config.digest)
        ? { body: '{"os":"linux"}' }
        : undefined;

    const { images } = await read(createRepository());

    expect(images[0].error).toContain(
      `does not match its digest ${image.config.digest}`,
    );
  });

  it('reports a tag that is no image', async () => {
    const configType = 'application/vnd.cncf.helm.config.v1+json';
    registry.addImage(TAG, createImage({ configType }));

    const { images } = await read(createRepository());

    expect(images[0].error).toContain(
      `is not a container image: its configuration is ${configType}`,
    );
  });

  it('limits the depth of lists of lists', async () => {
    const image = createImage({});
    const lists = [createIndex([image])];
    while (lists.length < 4) {
      lists.unshift(createOuterIndex(lists[0]));
    }
    registry.addContent(...lists);
    registry.addIndex('deep', lists[0], [image]);
    registry.addIndex('nested', lists[2], [image]);

    const { images } = await read(createRepository());

    expect(images).toMatchObject([
      { tag: 'deep', error: expect.stringContaining('2 lists deep') },
      { tag: 'nested', platforms: [{ architecture: 'amd64' }] },
    ]);
  });

  it('gives one tag three answers: present, absent, unknown', async () => {
    registry.addImage(TAG, createImage({}));
    const repository = createRepository();

    await expect(readTag(repository, TAG)).resolves.toMatchObject({
      state: 'present',
      image: { tag: TAG, platforms: [{ os: 'linux' }] },
    });
    await expect(readTag(repository, 'other')).resolves.toEqual({
      state: 'absent',
    });
    for (const status of [401, 403, 429, 500]) {
      registry.intercept = () => ({ status });
      await expect(readTag(repository, TAG)).resolves.toEqual({
        state: 'unknown',
        reason: expect.stringContaining(`answered ${status}`),
      });
    }
  });

  it('reports a tag as unknown while the registry is unreachable', async () => {
    const repository = createRepository({ image: '127.0.0.1:1/a' });

    await expect(readTag(repository, TAG)).resolves.toEqual({
      state: 'unknown',
      reason: expect.stringContaining('could not be reached'),
    });
  });

  it('reports an invalid tag as unknown', async () => {
    await expect(
      readTag(createRepository(), '../../other/manifests/latest'),
    ).resolves.toEqual({
      state: 'unknown',
      reason: expect.stringContaining('is not a tag'),
    });
    expect(registry.requests).toEqual([]);
  });

  it("rejects with the signal's reason", async () => {
    registry.addImage(TAG, createImage({}));
    const controller = new AbortController();
    registry.intercept = ({ url }) => {
      if (url.includes('/manifests/')) {
        controller.abort(new Error('shutting down'));
      }
      return undefined;
    };

    await expect(
      createRepository().read({
        signal: controller.signal,
        logger: mockServices.logger.mock(),
      }),
    ).rejects.toThrow('shutting down');
  });
});

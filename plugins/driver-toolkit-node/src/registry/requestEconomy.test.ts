import {
  createTestRepository,
  readWhole,
} from './__testUtils__/createTestRepository';
import { createImage, createIndex } from './__testUtils__/imageContent';
import { TestRegistry } from './__testUtils__/TestRegistry';
import { InMemoryContentCache } from './InMemoryContentCache';

const TAGS = 300;

describe('the requests of a refresh', () => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await TestRegistry.start('dtk/driver-toolkit');
  });

  afterEach(async () => {
    await registry.close();
  });

  function addImages() {
    for (let i = 0; i < TAGS; i++) {
      registry.addImage(
        `tag-${i}`,
        createImage({ layer: `${i}`, labels: { number: `${i}` } }),
      );
    }
  }

  /** Requests since the last call, by kind. */
  function counts() {
    const found: Record<string, number> = {};
    for (const { method, url } of registry.requests.splice(0)) {
      const [, kind] = /driver-toolkit\/([a-z]+)/.exec(url) ?? [];
      const key = `${method} ${kind}`;
      found[key] = (found[key] ?? 0) + 1;
    }
    return found;
  }

  it('are a manifest and a configuration for each new tag', async () => {
    addImages();

    const { images } = await readWhole(createTestRepository(registry));

    expect(images).toHaveLength(TAGS);
    expect(counts()).toEqual({
      'GET tags': 1,
      'GET manifests': TAGS,
      'GET blobs': TAGS,
      'GET referrers': 1,
    });
  });

  it('are a HEAD for each known tag, which the registry answers without a body', async () => {
    addImages();
    const repository = createTestRepository(registry);
    const first = await readWhole(repository);
    counts();

    await expect(readWhole(repository)).resolves.toEqual(first);

    const { method, headers } = registry.requests[1];
    expect(method).toBe('HEAD');
    expect(headers['if-none-match']).toMatch(/^"sha256:[0-9a-f]{64}"$/);
    expect(counts()).toEqual({ 'GET tags': 1, 'HEAD manifests': TAGS });
  });

  it('are the same after a restart, with few cache lookups', async () => {
    addImages();
    const cache = new InMemoryContentCache();
    const first = await readWhole(createTestRepository(registry, { cache }));
    counts();
    const lookUps = jest.spyOn(cache, 'getMany');
    const single = jest.spyOn(cache, 'get');

    const again = await readWhole(
      createTestRepository(registry, { cache }),
      first.images,
    );

    expect(again).toEqual(first);
    expect(counts()).toEqual({ 'GET tags': 1, 'HEAD manifests': TAGS });
    expect(lookUps.mock.calls.length).toBeLessThan(TAGS / 10);
    expect(single).not.toHaveBeenCalled();
  });

  it('are two more for a tag that was moved', async () => {
    addImages();
    const repository = createTestRepository(registry);
    await readWhole(repository);
    counts();
    registry.addImage('tag-7', createImage({ labels: { number: 'new' } }));

    const { images } = await readWhole(repository);

    expect(images.find(({ tag }) => tag === 'tag-7')?.labels).toEqual({
      number: 'new',
    });
    expect(counts()).toEqual({
      'GET tags': 1,
      'HEAD manifests': TAGS,
      'GET manifests': 1,
      'GET blobs': 1,
    });
  });

  it('are one for content that many tags share', async () => {
    const images = [createImage({}), createImage({ architecture: 'arm64' })];
    const index = createIndex(images);
    for (let i = 0; i < 20; i++) {
      registry.addIndex(`tag-${i}`, index, images);
    }

    await readWhole(createTestRepository(registry));

    expect(counts()).toEqual({
      'GET tags': 1,
      'GET manifests': 22,
      'GET blobs': 2,
      'GET referrers': 1,
    });
  });

  it('are as few for a registry without entity tags', async () => {
    addImages();
    registry.entityTags = false;
    const repository = createTestRepository(registry);
    const first = await readWhole(repository);
    counts();

    await expect(readWhole(repository)).resolves.toEqual(first);
    expect(counts()).toEqual({ 'GET tags': 1, 'HEAD manifests': TAGS });
  });
});

import {
  createTestRepository,
  readWhole,
} from './__testUtils__/createTestRepository';
import { createImage } from './__testUtils__/imageContent';
import { failure, TestRegistry } from './__testUtils__/TestRegistry';
import type { RepositoryImage } from './ImageRepository';

const NAME = 'dtk/driver-toolkit';

describe('tags that are no longer listed', () => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await TestRegistry.start(NAME);
    for (const tag of ['a', 'b', 'c']) {
      registry.addImage(tag, createImage({ layer: tag }));
    }
  });

  afterEach(async () => {
    await registry.close();
  });

  function list(...tags: string[]) {
    registry.intercept = ({ url }) =>
      url.includes('/tags/')
        ? { body: JSON.stringify({ name: NAME, tags }) }
        : undefined;
  }

  const names = (images: RepositoryImage[]) => images.map(({ tag }) => tag);

  function asksFor(tag: string): string[] {
    return registry.requests
      .filter(({ url }) => url.endsWith(`/manifests/${tag}`))
      .map(({ method }) => method);
  }

  it('stay if they still exist, and the list counts as incomplete', async () => {
    const repository = createTestRepository(registry);
    const first = await readWhole(repository);
    list('a');

    const { images, incomplete, warnings } = await readWhole(
      repository,
      first.images,
    );

    expect(images).toEqual(first.images);
    expect(incomplete).toBe(
      `The list of tags of ${registry.image} lacks 2 that the registry does not report as deleted, such as b, so it may lack others.`,
    );
    expect(warnings).toEqual([incomplete]);
  });

  it('stay as unknown if the registry gives no answer', async () => {
    const repository = createTestRepository(registry);
    const first = await readWhole(repository);
    registry.intercept = ({ url }) =>
      url.endsWith('/manifests/b')
        ? failure(403, 'DENIED')
        : (url.includes('/tags/') && {
            body: JSON.stringify({ name: NAME, tags: ['a', 'c'] }),
          }) ||
          undefined;

    const { images, incomplete } = await readWhole(repository, first.images);

    expect(images.find(({ tag }) => tag === 'b')?.error).toContain('403');
    expect(incomplete).toBeDefined();
  });

  it('are removed if the registry says so twice', async () => {
    const repository = createTestRepository(registry);
    const first = await readWhole(repository);
    registry.removeTag('b');
    registry.requests.length = 0;

    const { images, incomplete, warnings } = await readWhole(
      repository,
      first.images,
    );

    expect(names(images)).toEqual(['a', 'c']);
    expect([incomplete, warnings]).toEqual([undefined, []]);
    expect(asksFor('b')).toEqual(['HEAD', 'GET', 'GET']);
    registry.requests.length = 0;
    await readWhole(repository, images);
    expect(asksFor('b')).toEqual([]);
  });

  it('are all removed if the first of very many are', async () => {
    const [{ digest, ...known }] = (
      await readWhole(createTestRepository(registry))
    ).images;
    const previous = Array.from({ length: 600 }, (_, i) => ({
      ...known,
      digest,
      tag: `gone-${i}`,
    }));
    registry.requests.length = 0;

    const { images } = await readWhole(
      createTestRepository(registry),
      previous,
    );

    expect(names(images)).toEqual(['a', 'b', 'c']);
    expect(asksFor('gone-255')).not.toEqual([]);
    expect(asksFor('gone-256')).toEqual([]);
  });

  it('are each looked up if one of very many exists', async () => {
    const { images: known } = await readWhole(createTestRepository(registry));
    const gone = Array.from({ length: 300 }, (_, i) => ({
      ...known[0],
      tag: `gone-${i}`,
    }));
    list('a');

    const { images } = await readWhole(createTestRepository(registry), [
      known[1],
      ...gone,
      known[2],
    ]);

    expect(names(images)).toEqual(['a', 'b', 'c']);
  });

  it('stay if the whole repository is reported as missing', async () => {
    const repository = createTestRepository(registry);
    const first = await readWhole(repository);
    registry.intercept = ({ url }) =>
      url.includes('/tags/') ? failure(404, 'NAME_UNKNOWN') : undefined;

    const { images, warnings } = await readWhole(repository, first.images);

    expect(names(images)).toEqual(['a', 'b', 'c']);
    expect(warnings).toEqual([expect.stringContaining('lacks 3')]);
  });

  it('are unknown if they are listed, but reported as missing', async () => {
    const repository = createTestRepository(registry);
    registry.removeTag('b');
    list('a', 'b', 'c');

    const { images, warnings } = await readWhole(repository);

    const b = images.find(({ tag }) => tag === 'b');
    expect(b).toEqual({
      tag: 'b',
      labels: {},
      platforms: [],
      error: `${registry.image}:b is listed, but the registry says that it does not exist; delete the tag or push its image again`,
    });
    expect(warnings).toEqual([expect.stringContaining(b!.error!)]);
  });

  it("does not treat an error without a digest as a tag's content", async () => {
    const repository = createTestRepository(registry);
    const first = await readWhole(repository);
    registry.intercept = ({ url }) =>
      url.endsWith('/manifests/b')
        ? { body: '{"errors":[{"code":"UNAUTHORIZED"}]}' }
        : undefined;

    const { images } = await readWhole(repository, first.images);

    const b = images.find(({ tag }) => tag === 'b');
    expect(b).not.toHaveProperty('digest');
    expect(b?.error).toContain('answered with an error instead of a manifest');
  });
});

import { createHash } from 'node:crypto';
import { mockServices } from '@backstage/backend-test-utils';
import {
  createTestRepository,
  readWhole,
} from './__testUtils__/createTestRepository';
import { createImage, type Content } from './__testUtils__/imageContent';
import { TestRegistry } from './__testUtils__/TestRegistry';
import { InMemoryContentCache } from './InMemoryContentCache';

/** Refuses content that PostgreSQL refuses, with its whole batch. */
class StrictCache extends InMemoryContentCache {
  override async setMany(contents: ReadonlyMap<string, string>) {
    if ([...contents.values()].some(content => content.includes('\0'))) {
      throw new Error('invalid byte sequence for encoding "UTF8": 0x00');
    }
    await super.setMany(contents);
  }
}

/** Like an unreachable database. */
class BrokenCache extends InMemoryContentCache {
  asked = 0;

  override async getMany(): Promise<never> {
    throw this.#fail();
  }

  override async setMany(): Promise<never> {
    throw this.#fail();
  }

  #fail() {
    this.asked++;
    return new Error(`insert ${'x'.repeat(1000)} - connection refused`);
  }
}

describe('a repository whose cache', () => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await TestRegistry.start('dtk/driver-toolkit');
    registry.addImage('good', createImage({ layer: 'good' }));
  });

  afterEach(async () => {
    await registry.close();
  });

  it('would refuse a manifest gets only valid manifests', async () => {
    const cache = new StrictCache();
    const { manifest } = createImage({ layer: 'evil' });
    const evil = withContent(manifest, `${manifest.body}\0`);
    registry.addTag('evil', evil);

    const { images, warnings } = await readWhole(
      createTestRepository(registry, { cache }),
    );

    expect(images).toMatchObject([
      { tag: 'evil', error: expect.stringContaining('is neither an image') },
      { tag: 'good', platforms: [{}] },
    ]);
    expect(warnings).toHaveLength(1);
    await expect(cache.get(evil.digest)).resolves.toBeUndefined();
    await expect(cache.get(`${images[1].digest}`)).resolves.toBeDefined();
  });

  it('keeps a manifest of a non-image, which is then not fetched each time', async () => {
    const cache = new StrictCache();
    const other = createImage({ configType: 'application/vnd.other+json' });
    registry.addTag('other', other.manifest);

    await readWhole(createTestRepository(registry, { cache }));

    await expect(cache.get(other.manifest.digest)).resolves.toBeDefined();
  });

  it('fails is read completely, with a warning, and pauses the cache', async () => {
    const cache = new BrokenCache();
    const logger = mockServices.logger.mock();
    registry.addImage('better', createImage({ layer: 'better' }));
    const repository = createTestRepository(registry, { cache });
    const signal = AbortSignal.timeout(30_000);

    const { images, warnings } = await repository.read({ signal, logger });

    expect(images).toMatchObject([
      { tag: 'better', platforms: [{}] },
      { tag: 'good', platforms: [{}] },
    ]);
    expect(warnings).toEqual([
      'Manifests could not be read from or stored in the cache, so reading takes longer; the log says why.',
    ]);
    expect(logger.warn.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^The cache of manifests failed: x{1,280} - connection refused$/,
        ),
      ],
    ]);
    expect(cache.asked).toBe(1);
    await expect(repository.read({ signal, logger })).resolves.toEqual({
      images,
      warnings: [],
    });
  });
});

function withContent(content: Content, text: string): Content {
  const body = Buffer.from(text);
  const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
  return { ...content, digest, body };
}

import {
  createTestRepository,
  readWhole,
} from './__testUtils__/createTestRepository';
import { createImage } from './__testUtils__/imageContent';
import { failure, TestRegistry } from './__testUtils__/TestRegistry';
import { resolveDigest } from './resolveDigest';

const TAGS = 12;
const HOUR = 60 * 60_000;

describe('a registry that refuses HEAD', () => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await TestRegistry.start('dtk/driver-toolkit');
    for (let i = 0; i < TAGS; i++) {
      registry.addImage(`tag-${i}`, createImage({ layer: `${i}` }));
    }
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await registry.close();
  });

  function countHeads(): number {
    return registry.requests.splice(0).filter(({ method }) => method === 'HEAD')
      .length;
  }

  it.each([404, 405, 403, 401, 400, 406, 410, 501])(
    'with %d is read by GET, and not asked again for an hour',
    async status => {
      const repository = createTestRepository(registry);
      const first = await readWhole(repository);
      await readWhole(repository);
      expect(countHeads()).toBe(TAGS);
      registry.intercept = ({ method }) =>
        method === 'HEAD' ? { status } : undefined;

      await expect(readWhole(repository, first.images)).resolves.toEqual(first);
      // These were under way together.
      expect(countHeads()).toBe(TAGS);
      await expect(readWhole(repository, first.images)).resolves.toEqual(first);
      expect(countHeads()).toBe(0);
      // Whoever else reads from it knows as well.
      await resolveDigest(`${registry.image}:tag-1`, {
        insecure: true,
        signal: AbortSignal.timeout(10_000),
      });
      expect(countHeads()).toBe(0);

      const now = Date.now();
      jest.spyOn(Date, 'now').mockImplementation(() => now + HOUR);
      await expect(readWhole(repository, first.images)).resolves.toEqual(first);
      expect(countHeads()).toBe(1);
    },
  );

  it('is asked by one HEAD first, as long as none was answered', async () => {
    const repository = createTestRepository(registry);
    await readWhole(repository);
    registry.intercept = ({ method }) =>
      method === 'HEAD' ? { status: 405 } : undefined;

    await readWhole(repository);

    expect(countHeads()).toBe(1);
  });

  it('is asked by all at once where the first HEAD meets trouble', async () => {
    const repository = createTestRepository(registry);
    await readWhole(repository);
    registry.intercept = ({ method }) =>
      method === 'HEAD' ? { status: 500 } : undefined;

    await expect(readWhole(repository)).rejects.toThrow('answered 500');
    expect(countHeads()).toBe(TAGS);
  });

  it('is not sent again what it has said not to have changed', async () => {
    const repository = createTestRepository(registry);
    const first = await readWhole(repository);
    registry.intercept = ({ method }) =>
      method === 'HEAD' ? { status: 405 } : undefined;
    await readWhole(repository);
    registry.requests.length = 0;

    await readWhole(repository);

    const conditions = registry.requests
      .filter(({ url }) => url.includes('/manifests/'))
      .map(({ headers }) => headers['if-none-match']);
    expect(conditions.sort()).toEqual(
      first.images.map(({ digest }) => `"${digest}"`).sort(),
    );
  });

  it('is asked by HEAD again where GET has found nothing either', async () => {
    const look = () =>
      resolveDigest(`${registry.image}:none`, {
        insecure: true,
        signal: AbortSignal.timeout(10_000),
      });

    await expect(look()).resolves.toBeUndefined();
    expect(countHeads()).toBe(1);
    await expect(look()).resolves.toBeUndefined();
    expect(countHeads()).toBe(1);
  });

  it('does not hide that a tag was moved', async () => {
    const repository = createTestRepository(registry);
    await readWhole(repository);
    registry.intercept = ({ method }) =>
      method === 'HEAD' ? failure(404, 'MANIFEST_UNKNOWN') : undefined;
    const moved = createImage({ layer: 'moved' });
    registry.addImage('tag-3', moved);

    const { images } = await readWhole(repository);

    expect(images.find(({ tag }) => tag === 'tag-3')?.digest).toBe(
      moved.manifest.digest,
    );
  });
});

import { createImage } from './__testUtils__/imageContent';
import { failure, TestRegistry } from './__testUtils__/TestRegistry';
import { openRepository } from './openRepository';

describe('openRepository', () => {
  const image = createImage({});
  const resolve = async (reference: string) =>
    openRepository(reference, { insecure: true }).resolve({
      signal: AbortSignal.timeout(60_000),
    });
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await TestRegistry.start('drivers/simple');
    registry.addImage('latest', image);
  });

  afterEach(async () => {
    await registry.close();
  });

  it('returns the digest of a tag or digest, if it exists', async () => {
    const { digest } = image.manifest;
    const other = `sha256:${'0'.repeat(64)}`;

    await expect(resolve(registry.image)).resolves.toBe(digest);
    await expect(resolve(`${registry.image}@${digest}`)).resolves.toBe(digest);
    await expect(resolve(`${registry.image}:1.0`)).resolves.toBeUndefined();
    await expect(
      resolve(`${registry.image}:latest@${other}`),
    ).resolves.toBeUndefined();
  });

  it('throws without an answer from the registry', async () => {
    registry.intercept = () => failure(403, 'DENIED');

    await expect(resolve(registry.image)).rejects.toThrow('answered 403');
    await expect(resolve('a b')).rejects.toThrow(
      "'a b' is not an image reference",
    );
  });
});

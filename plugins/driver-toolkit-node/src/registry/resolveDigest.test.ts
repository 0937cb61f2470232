import { createImage } from './__testUtils__/imageContent';
import { failure, TestRegistry } from './__testUtils__/TestRegistry';
import { resolveDigest } from './resolveDigest';

describe('resolveDigest', () => {
  const image = createImage({});
  const options = { insecure: true, signal: AbortSignal.timeout(60_000) };
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

    await expect(resolveDigest(registry.image, options)).resolves.toBe(digest);
    await expect(
      resolveDigest(`${registry.image}@${digest}`, options),
    ).resolves.toBe(digest);
    await expect(
      resolveDigest(`${registry.image}:1.0`, options),
    ).resolves.toBeUndefined();
    await expect(
      resolveDigest(`${registry.image}:latest@${other}`, options),
    ).resolves.toBeUndefined();
  });

  it('throws without an answer from the registry', async () => {
    registry.intercept = () => failure(403, 'DENIED');

    await expect(resolveDigest(registry.image, options)).rejects.toThrow(
      'answered 403',
    );
    await expect(resolveDigest('a b', options)).rejects.toThrow(
      "'a b' is not an image reference",
    );
  });
});

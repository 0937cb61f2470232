import { mockServices } from '@backstage/backend-test-utils';
import { DockerRegistry } from './__testUtils__/DockerRegistry';
import { createImage, createIndex } from './__testUtils__/imageContent';
import { createImageRepository } from './createImageRepository';
import { InMemoryContentCache } from './InMemoryContentCache';
import { openRepository } from './openRepository';

describe('createImageRepository, with a real registry', () => {
  let registry: DockerRegistry;

  beforeAll(async () => {
    registry = await DockerRegistry.start();
  });

  afterAll(async () => {
    await registry.close();
  });

  function createRepository(name: string) {
    return createImageRepository(
      {
        id: 'lab',
        title: 'Lab',
        image: `${registry.host}/${name}`,
        kernelSources: [],
        push: false,
        insecure: true,
        schedule: { frequency: { hours: 1 }, timeout: { minutes: 5 } },
      },
      { cache: new InMemoryContentCache() },
    );
  }

  it('reads pushed images', async () => {
    const signal = AbortSignal.timeout(20_000);
    const name = 'dtk/driver-toolkit';
    const amd64 = createImage({
      labels: { 'kernel-version': '5.14.0-391.el9' },
    });
    const arm64 = createImage({ architecture: 'arm64' });
    const index = createIndex([amd64, arm64], { attested: false });
    await registry.pushImage(name, '5.14.0-391.el9', amd64);
    await registry.pushImage(name, 'arm64', arm64);
    await registry.pushManifest(name, 'both', index);
    const repository = createRepository(name);

    const reading = await repository.read({
      signal,
      logger: mockServices.logger.mock(),
    });

    expect(reading.warnings).toEqual([]);
    expect(
      reading.images
        .map(({ tag, digest, error }) => [tag, digest, error])
        .sort(),
    ).toEqual([
      ['5.14.0-391.el9', amd64.manifest.digest, undefined],
      ['arm64', arm64.manifest.digest, undefined],
      ['both', index.digest, undefined],
    ]);
    await expect(
      repository.read({ signal, logger: mockServices.logger.mock() }),
    ).resolves.toEqual(reading);
    await expect(
      repository.readTag('arm64', { signal }),
    ).resolves.toMatchObject({
      state: 'present',
      image: { platforms: [{ architecture: 'arm64', os: 'linux' }] },
    });
    await expect(repository.readTag('none', { signal })).resolves.toEqual({
      state: 'absent',
    });
    await expect(
      openRepository(`${registry.host}/${name}:arm64`, {
        insecure: true,
      }).resolve({ signal }),
    ).resolves.toBe(arm64.manifest.digest);
  });

  it('reads an empty repository as empty', async () => {
    const repository = createRepository('not/there');

    await expect(
      repository.read({
        signal: AbortSignal.timeout(20_000),
        logger: mockServices.logger.mock(),
      }),
    ).resolves.toMatchObject({ images: [] });
  });
});

import { KernelImages } from '../../registry/layers/__testUtils__/KernelImages';
import { createLayer } from '../../registry/layers/__testUtils__/layer';
import { RegistryClient } from '../../registry/RegistryClient';
import { ImageKernelReader, type SystemImage } from './ImageKernelReader';

const KERNEL = '6.12.0-224.el10.x86_64';

describe('ImageKernelReader', () => {
  let images: KernelImages;

  beforeEach(async () => {
    images = await KernelImages.start();
  });

  afterEach(async () => {
    await images.server.close();
  });

  function createReader(imageTimeout?: number) {
    return new ImageKernelReader('ostree.linux', {
      cache: images.cache,
      refreshTimeout: 20_000,
      imageTimeout,
    });
  }

  function anImage(
    digest: string,
    labels: Record<string, string> = {},
  ): SystemImage {
    return {
      name: 'an image',
      architecture: 'x86_64',
      platform: {
        digest,
        labels,
        architecture: 'amd64',
        os: 'linux',
        size: 1,
      },
      client: new RegistryClient(
        { registry: images.server.host, insecure: true },
        'a/b',
      ),
    };
  }

  const signal = AbortSignal.timeout(20_000);

  it.each([
    [`${KERNEL}`, KERNEL],
    [` ${KERNEL}\n`, KERNEL],
    ['6.12.0-224.el10', KERNEL],
  ])('reads the label %j', (label, unameRelease) => {
    const image = anImage('sha256:none', { 'ostree.linux': label });

    expect(createReader().readLabel(image)).toMatchObject({ unameRelease });
  });

  it.each([{}, { 'ostree.linux': '' }, { other: KERNEL }])(
    'treats %j as a missing label',
    labels => {
      expect(
        createReader().readLabel(
          anImage('sha256:none', labels as Record<string, string>),
        ),
      ).toBeUndefined();
    },
  );

  it('gives up an image whose layers stall, and reads the next', async () => {
    const stalled = await createLayer([{ name: 'x', content: 'y' }], 'tar');
    images.publish(stalled, { body: stalled.body, stallAfter: 600 });
    const reader = createReader(300);
    const first = anImage(await images.addImage([stalled]));
    const second = anImage(
      await images.addImage([
        [{ name: `usr/lib/modules/${KERNEL}/vmlinuz`, content: 'x' }],
      ]),
    );

    const [failed, read] = await Promise.allSettled([
      reader.readLayers(first, signal),
      reader.readLayers(second, signal),
    ]);

    expect(failed).toMatchObject({
      reason: {
        message:
          "an image has no label 'ostree.linux'; it has no labels; its layers could not be read: reading them took longer than 0.3 seconds, which is too slow",
      },
    });
    expect(read).toMatchObject({ value: [{ unameRelease: KERNEL }] });
  });

  it('fetches a layer once for images that need it at the same time', async () => {
    const base = images.publish(
      await createLayer([
        { name: `usr/lib/modules/${KERNEL}/vmlinuz`, content: 'x' },
      ]),
    );
    const all = await Promise.all(
      ['a', 'b', 'c'].map(name => images.addImage([base, [{ name }]])),
    );
    const reader = createReader();

    await expect(
      Promise.all(
        all.map(digest => reader.readLayers(anImage(digest), signal)),
      ),
    ).resolves.toMatchObject([
      [{ unameRelease: KERNEL }],
      [{ unameRelease: KERNEL }],
      [{ unameRelease: KERNEL }],
    ]);
    expect(images.server.requests).toBe(4);
  });

  it("stops at the caller's signal", async () => {
    const stalled = await createLayer([{ name: 'x', content: 'y' }], 'tar');
    images.publish(stalled, { body: stalled.body, stallAfter: 600 });
    const image = anImage(await images.addImage([stalled]));

    await expect(
      createReader().readLayers(image, AbortSignal.timeout(200)),
    ).rejects.toThrow(/^The operation was aborted due to timeout$/);
  });
});

import { randomBytes } from 'node:crypto';
import { KernelImages } from './__testUtils__/KernelImages';
import { createLayer, toLayer, type LayerEntry } from './__testUtils__/layer';

const KERNEL = '6.12.0-224.el10.x86_64';
const FOUND: LayerEntry[] = [
  { name: `usr/lib/modules/${KERNEL}/vmlinuz`, content: 'x' },
];
const ENOUGH = { maxBytes: 1024 ** 3, maxEntries: 1_000 };
/**
 * Size of an archive: two blocks for an entry with content, and two at the end.
 */
const BLOCK = 512;
const TOO_MUCH =
  'This refresh has reached its limit for reading layers; the next one continues';

describe('KernelFolderReader, at its limits', () => {
  let images: KernelImages;

  beforeEach(async () => {
    images = await KernelImages.start();
  });

  afterEach(async () => {
    await images.server.close();
  });

  /** Layers of one small file each, the lowest with a kernel. */
  async function addImage(prefix: string, count: number): Promise<string> {
    return await images.addImage([
      FOUND,
      ...Array.from({ length: count - 1 }, (_, i) => [
        { name: `${prefix}-${i}`, content: 'x' },
      ]),
    ]);
  }

  it('reads an image with the maximum of layers, and no larger one', async () => {
    const layer = await createLayer(FOUND);
    images.publish(layer);

    await expect(
      images.read(await images.addImage(Array(500).fill(layer))),
    ).resolves.toEqual([KERNEL]);
    await expect(
      images.failure(await images.addImage(Array(501).fill(layer))),
    ).resolves.toBe(
      'The image has 501 layers, more than 500, which is refused',
    );
    expect(images.server.requests).toBe(1);
  });

  it('does not request a layer with a too large declared size', async () => {
    const layer = images.publish(await createLayer(FOUND));
    const { size } = layer.descriptor;
    const image = await images.addImage([layer]);

    await expect(
      images.failure(image, images.createReader({ layerSize: size - 1 })),
    ).resolves.toMatch(`has ${size} bytes, more than ${size - 1}`);
    expect(images.server.requests).toBe(0);
    await expect(
      images.read(image, images.createReader({ layerSize: size })),
    ).resolves.toEqual([KERNEL]);
  });

  it.each([
    [
      'bytes',
      { maxBytes: 4 * BLOCK, maxEntries: 9 },
      { maxBytes: 4 * BLOCK - 1, maxEntries: 9 },
    ],
    [
      'entries',
      { maxBytes: 99 * BLOCK, maxEntries: 1 },
      { maxBytes: 99 * BLOCK, maxEntries: 0 },
    ],
  ])('limits the %s of an unpacked layer', async (_, enough, little) => {
    const image = await images.addImage([FOUND]);

    await expect(
      images.failure(image, images.createReader({ layer: little })),
    ).resolves.toMatch(/(bytes when decompressed|entries), which is refused$/);
    await expect(
      images.read(image, images.createReader({ layer: enough })),
    ).resolves.toEqual([KERNEL]);
  });

  it.each([
    [
      'bytes',
      { ...ENOUGH, maxBytes: 8 * BLOCK },
      { ...ENOUGH, maxBytes: 8 * BLOCK - 1 },
    ],
    ['entries', { ...ENOUGH, maxEntries: 2 }, { ...ENOUGH, maxEntries: 1 }],
  ])("limits the %s of an image's layers", async (_, enough, little) => {
    const image = await addImage('a', 3);

    await expect(
      images.failure(image, images.createReader({ image: little })),
    ).resolves.toMatch(
      /^The image has more than \d+ bytes or \d+ files in its layers, which is refused$/,
    );
    expect(images.server.requests).toBe(2);
    await expect(
      images.read(
        await addImage('b', 3),
        images.createReader({ image: enough }),
      ),
    ).resolves.toEqual([KERNEL]);
  });

  it.each([
    ['bytes', { ...ENOUGH, maxBytes: 8 * BLOCK - 1 }],
    ['entries', { ...ENOUGH, maxEntries: 1 }],
  ])(
    'limits the %s of all images in a refresh, and continues in the next',
    async (_, limits) => {
      const first = await addImage('a', 2);
      const second = await addImage('b', 3);
      const refresh = { ...limits, milliseconds: 60_000 };

      const reader = images.createReader({ refresh });
      await expect(images.read(first, reader)).resolves.toEqual([KERNEL]);
      await expect(images.failure(second, reader)).resolves.toBe(TOO_MUCH);
      expect(images.server.requests).toBe(2);
      await expect(
        images.read(second, images.createReader({ refresh })),
      ).resolves.toEqual([KERNEL]);
      expect(images.server.requests).toBe(4);
    },
  );

  it('limits the time of a refresh, and uses known results beyond it', async () => {
    const image = await addImage('a', 2);

    await expect(
      images.failure(image, images.createReader({ milliseconds: 0 })),
    ).resolves.toBe(TOO_MUCH);
    expect(images.server.requests).toBe(0);
    await images.read(image);
    await expect(
      images.read(image, images.createReader({ milliseconds: 0 })),
    ).resolves.toEqual([KERNEL]);
  });

  it('counts the data of a failed layer', async () => {
    const broken = toLayer(
      (
        await createLayer([{ name: 'x', content: randomBytes(4096) }], 'tar')
      ).body.subarray(0, 2048),
      'tar',
    );
    images.publish(broken);
    const reader = images.createReader({
      refresh: { ...ENOUGH, maxBytes: 2047, milliseconds: 60_000 },
    });

    await expect(
      images.failure(await images.addImage([broken]), reader),
    ).resolves.toMatch('could not be read');
    await expect(
      images.failure(await images.addImage([FOUND]), reader),
    ).resolves.toBe(TOO_MUCH);
  });

  it('refuses more folders than any image has', async () => {
    const folders = (count: number) =>
      Array.from({ length: count }, (_, i) => ({
        name: `usr/lib/modules/${i}/x`,
        content: '',
      }));

    await expect(
      images.read(await images.addImage([folders(200)])),
    ).resolves.toHaveLength(200);
    await expect(
      images.failure(await images.addImage([folders(201)])),
    ).resolves.toBe(
      'It has more than 200 folders for kernels, which is refused',
    );
  });
});

import { randomBytes } from 'node:crypto';
import { KernelImages } from './__testUtils__/KernelImages';
import {
  createLayer,
  type LayerEntry,
  type LayerFormat,
} from './__testUtils__/layer';

const KERNEL = '6.12.0-224.el10.x86_64';
const OLD = '6.12.0-212.el10.x86_64';
const MIB = 1024 ** 2;

function modules(name: string, root = 'usr/lib/modules'): LayerEntry[] {
  return [
    { name: `${root}/`, type: 'directory' },
    { name: `${root}/${name}/`, type: 'directory' },
    { name: `${root}/${name}/modules.dep`, content: 'x' },
    { name: `${root}/${name}/vmlinuz`, content: 'the kernel' },
  ];
}

const folder = (name: string): LayerEntry[] => [
  { name: `usr/lib/modules/${name}/extra/a.ko`, content: 'x' },
];

describe('KernelFolderReader', () => {
  let images: KernelImages;

  beforeEach(async () => {
    images = await KernelImages.start();
  });

  afterEach(async () => {
    await images.server.close();
  });

  it.each<LayerFormat>(['tar', 'tar+gzip', 'tar+zstd'])(
    'finds the kernel in layers of %s',
    async format => {
      const image = await images.addImage(
        [[{ name: 'etc/os-release', content: 'x' }], modules(KERNEL)],
        format,
      );

      await expect(images.read(image)).resolves.toEqual([KERNEL]);
    },
  );

  it.each<[string, LayerEntry[]]>([
    ['with ./', modules(KERNEL, './usr/lib/modules')],
    ['in lib', modules(KERNEL, 'lib/modules')],
    ['in both', [...modules(KERNEL, 'lib/modules'), ...modules(KERNEL)]],
    [
      'linked to an object of ostree',
      [
        {
          name: `usr/lib/modules/${KERNEL}/vmlinuz`,
          type: 'link',
          linkname: 'sysroot/ostree/repo/objects/ab/cd.file',
        },
      ],
    ],
    [
      'as a folder alone',
      [{ name: `usr/lib/modules/${KERNEL}`, type: 'directory' }],
    ],
    ['without the kernel itself', folder(KERNEL)],
  ])('finds it %s', async (_, entries) => {
    const image = await images.addImage([entries]);

    await expect(images.read(image)).resolves.toEqual([KERNEL]);
  });

  it.each<[string, LayerEntry[]]>([
    ['nothing', []],
    ['other folders', [{ name: 'usr/lib/modules-load.d/x', content: '' }]],
    ['a file', [{ name: `usr/lib/modules/${KERNEL}`, content: 'x' }]],
    ['paths with ..', [{ name: `usr/lib/modules/../${KERNEL}/vmlinuz` }]],
    ['its name elsewhere', [{ name: `opt/lib/modules/${KERNEL}/vmlinuz` }]],
    ['a name of 129 characters', folder('x'.repeat(129))],
  ])('finds none if there is %s', async (_, entries) => {
    const image = await images.addImage([entries]);

    await expect(images.read(image)).resolves.toEqual([]);
  });

  it('accepts a name of 128 characters', async () => {
    const name = 'x'.repeat(128);
    const image = await images.addImage([modules(name)]);

    await expect(images.read(image)).resolves.toEqual([name]);
  });

  it('reads no more of a layer than it announces', async () => {
    const layer = await createLayer(modules(KERNEL), 'tar');
    images.publish(layer, { body: Buffer.concat([layer.body, layer.body]) });
    const image = await images.addImage([layer]);

    await expect(images.failure(image)).resolves.toMatch(
      `is larger than ${layer.body.length} bytes`,
    );
  });

  it('stops at the uppermost layer with a kernel', async () => {
    const image = await images.addImage([
      modules(OLD),
      modules(KERNEL),
      folder(OLD),
    ]);

    await expect(images.read(image)).resolves.toEqual([KERNEL]);
    expect(images.server.requests).toBe(2);
  });

  it('names several kernels of one layer', async () => {
    const image = await images.addImage([
      [...modules(KERNEL), ...modules(`${KERNEL}+rt`)],
    ]);

    await expect(images.read(image)).resolves.toEqual([KERNEL, `${KERNEL}+rt`]);
  });

  it.each<LayerEntry>([
    { name: `usr/lib/modules/.wh.${KERNEL}` },
    { name: `./usr/lib/modules/${KERNEL}/.wh.vmlinuz` },
    { name: 'usr/lib/.wh.modules' },
    { name: '.wh.usr' },
    { name: 'usr/lib/modules/.wh..wh..opq' },
    { name: 'usr/lib/modules', type: 'symlink', linkname: '/opt' },
    { name: `usr/lib/modules/${KERNEL}`, type: 'symlink', linkname: '/opt' },
  ])('knows that $name removes a kernel', async entry => {
    const image = await images.addImage([
      modules(OLD, 'lib/modules'),
      modules(KERNEL),
      [entry],
    ]);

    await expect(images.read(image)).resolves.toEqual([OLD]);
  });

  it("caches a layer's kernels by its digest, across images", async () => {
    const base = await createLayer(modules(KERNEL));
    images.publish(base);
    const first = await images.addImage([base, [{ name: 'first' }]]);
    const second = await images.addImage([base, [{ name: 'second' }]]);

    await images.read(first);
    expect(images.server.requests).toBe(2);
    await images.read(first);
    expect(images.server.requests).toBe(2);
    await images.read(second);
    expect(images.server.requests).toBe(3);
  });

  it('refuses a layer that does not match its digest, and caches nothing of it', async () => {
    const layer = await createLayer(modules(KERNEL), 'tar');
    const forged = await createLayer(modules(OLD), 'tar');
    images.publish(layer, { body: forged.body });
    const image = await images.addImage([layer]);

    await expect(images.failure(image)).resolves.toMatch(
      /^The layer does not match its digest sha256:/,
    );
    images.publish(layer);
    await expect(images.read(image)).resolves.toEqual([KERNEL]);
  });

  it('reads a layer again after a broken connection', async () => {
    const layer = await createLayer(modules(KERNEL));
    images.publish(layer, { body: layer.body, cutAfter: 20 });
    const image = await images.addImage([layer]);

    await expect(images.failure(image)).resolves.toMatch(/broke off/);
    expect(images.server.requests).toBe(2);
  });

  it('stops at its signal while a layer stalls', async () => {
    const layer = await createLayer([{ name: 'x', content: randomBytes(MIB) }]);
    images.publish(layer, { body: layer.body, stallAfter: MIB / 2 });
    const image = await images.addImage([layer]);

    await expect(
      images.read(image, undefined, AbortSignal.timeout(300)),
    ).rejects.toThrow(/timeout/);
  });
});

import fc from 'fast-check';
import { KernelImages } from './__testUtils__/KernelImages';
import type { LayerEntry } from './__testUtils__/layer';

const ROOT = 'usr/lib/modules';
const KERNELS = ['5.14.0-1.el9.x86_64', '5.14.0-2.el9.x86_64'];

const kernel = fc.constantFrom(...KERNELS);
const entry: fc.Arbitrary<LayerEntry> = fc.oneof(
  kernel.map(name => ({ name: `${ROOT}/${name}/vmlinuz`, content: 'x' })),
  kernel.map(name => ({ name: `./${ROOT}/${name}/a/b.ko`, content: 'x' })),
  kernel.map(name => ({
    name: `${ROOT}/${name}/`,
    type: 'directory' as const,
  })),
  kernel.map(name => ({ name: `${ROOT}/.wh.${name}` })),
  kernel.map(name => ({ name: `${ROOT}/${name}/.wh.vmlinuz` })),
  kernel.map(name => ({ name: `${ROOT}/${name}/.wh..wh..opq` })),
  fc.constantFrom<LayerEntry>(
    { name: 'usr/lib/.wh.modules' },
    { name: 'usr/.wh.lib' },
    { name: '.wh.usr' },
    { name: `${ROOT}/.wh..wh..opq` },
    { name: 'usr/.wh..wh..opq' },
    { name: '.wh..wh..opq' },
    { name: ROOT, type: 'symlink', linkname: '/opt' },
    { name: 'usr/lib/other', content: 'x' },
    { name: 'etc/x', content: 'x' },
  ),
);
/** Within one layer, no path is both a link and a folder. */
const layer = fc
  .array(entry, { maxLength: 4 })
  .filter(
    entries =>
      !entries.some(({ type }) => type === 'symlink') ||
      !entries.some(({ name }) =>
        name.replace('./', '').startsWith(`${ROOT}/`),
      ),
  );

/** The files and folders of a file system made of stacked layers. */
function apply(layers: LayerEntry[][]): Map<string, 'file' | 'directory'> {
  const paths = new Map<string, 'file' | 'directory'>();
  const remove = (path: string) =>
    [...paths.keys()]
      .filter(other => other === path || other.startsWith(`${path}/`))
      .forEach(other => paths.delete(other));
  const put = (path: string, kind: 'file' | 'directory') => {
    const parts = path.split('/');
    parts
      .slice(1)
      .map((_, i) => parts.slice(0, i + 1).join('/'))
      .forEach(parent => paths.set(parent, 'directory'));
    paths.set(path, kind);
  };
  for (const entries of layers) {
    const cleaned = entries.map(({ name, type }) => ({
      path: name.replace(/^\.\//, '').replace(/\/$/, ''),
      type,
    }));
    for (const { path } of cleaned) {
      const name = path.split('/').at(-1)!;
      const parent = path.slice(0, -name.length - 1);
      if (name === '.wh..wh..opq') {
        [...paths.keys()]
          .filter(other => parent === '' || other.startsWith(`${parent}/`))
          .forEach(other => paths.delete(other));
      } else if (name.startsWith('.wh.')) {
        remove([parent, name.slice(4)].filter(Boolean).join('/'));
      }
    }
    for (const { path, type } of cleaned) {
      if (path.endsWith('/.wh..wh..opq')) {
        put(path.slice(0, -'/.wh..wh..opq'.length), 'directory');
      } else if (!path.split('/').at(-1)!.startsWith('.wh.')) {
        if (type === 'symlink') {
          remove(path);
        }
        put(path, type === 'directory' ? 'directory' : 'file');
      }
    }
  }
  return paths;
}

describe('KernelFolderReader, of stacked layers', () => {
  it('names the kernels of the combined file system', async () => {
    const images = await KernelImages.start();
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(layer, { maxLength: 5 }), async layers => {
          const paths = apply(layers);
          const bootable = KERNELS.filter(name =>
            paths.has(`${ROOT}/${name}/vmlinuz`),
          );
          const folders = KERNELS.filter(
            name => paths.get(`${ROOT}/${name}`) === 'directory',
          );

          // With two kernels, either or both may be in the uppermost layer.
          const right =
            bootable.length === 0
              ? [folders]
              : [bootable, ...bootable.map(name => [name])];

          const found = await images.read(await images.addImage(layers));

          expect(right).toContainEqual(found.sort());
        }),
        { numRuns: 200 },
      );
    } finally {
      await images.server.close();
    }
  });
});

import type { StoredImage } from '../../database/index/ImageStore';
import type { StoredKernel } from '../../database/index/KernelStore';
import { IndexTables } from './IndexTables';

const kernel = (source: string, name: string, sortKey = name) =>
  ({ source, kernel: name, tag: name, sortKey } as StoredKernel);
const image = (repository: string, tag: string, sortKey = tag) =>
  ({ repository, tag, sortKey } as StoredImage);

describe('IndexTables', () => {
  const tables = new IndexTables(
    [
      kernel('b', '1-1'),
      kernel('a', '1-2'),
      kernel('a', '1-1'),
      // Versions that rpm treats as equal are ordered by name.
      kernel('a', '1-01', '1-1'),
    ],
    [image('y', '1-1'), image('x', '1-1'), image('x', '1-2')],
  );

  it('lists the newest first, and equal versions by name', () => {
    expect(tables.kernels.map(k => `${k.source}/${k.kernel}`)).toEqual([
      'a/1-2',
      'a/1-01',
      'a/1-1',
      'b/1-1',
    ]);
    expect(tables.images.map(i => `${i.repository}:${i.tag}`)).toEqual([
      'x:1-2',
      'x:1-1',
      'y:1-1',
    ]);
  });

  it('finds one by its name', () => {
    expect(tables.kernel('b', '1-1')?.source).toBe('b');
    expect(tables.kernel('b', '1-2')).toBeUndefined();
    expect(tables.image('y', '1-1')?.repository).toBe('y');
    expect(tables.image('y', '1-2')).toBeUndefined();
  });

  it('finds all kernels of a tag in that order, and no others', () => {
    expect(tables.kernelsOf('1-1').map(({ source }) => source)).toEqual([
      'a',
      'b',
    ]);
    expect(tables.kernelsOf('9-9')).toEqual([]);
    expect(tables.imagesOf('1-1').map(i => i.repository)).toEqual(['x', 'y']);
    expect(tables.imagesOf('9-9')).toEqual([]);
  });
});

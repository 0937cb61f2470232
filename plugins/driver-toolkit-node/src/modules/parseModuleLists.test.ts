import {
  parseModulePaths,
  parseModulesDep,
  parseStablelist,
} from './parseModuleLists';

describe('lists of a kernel’s modules', () => {
  it('name each module with what it depends on', () => {
    expect(
      parseModulesDep(
        [
          'kernel/fs/ext-4.ko.xz: kernel/lib/crc16.ko.xz kernel/fs/jbd2.ko.zst',
          'kernel/lib/crc16.ko.xz:',
          'kernel/lib/none:',
          '',
        ].join('\n'),
      ),
    ).toEqual([
      { name: 'ext_4', depends: ['crc16', 'jbd2'] },
      { name: 'crc16', depends: [] },
    ]);
  });

  it('name modules by their files', () => {
    expect(
      parseModulePaths('kernel/a-b.ko\nkernel/c.ko.gz\n.ko\nreadme\n'),
    ).toEqual(['a_b', 'c']);
  });

  it('are bounded', () => {
    expect(parseModulePaths('a.ko\n'.repeat(40_000))).toHaveLength(32_768);
    expect(parseModulePaths(`${'x'.repeat(65)}.ko`)).toEqual([]);
    const [module] = parseModulesDep(`a.ko:${' b.ko'.repeat(300)}`);
    expect(module.depends).toHaveLength(256);
  });
});

describe('a stable list', () => {
  it('has a symbol on each line', () => {
    expect(
      parseStablelist(
        `[rhel9_x86_64_stablelist]\n# comment\n\tkfree\n\t__kmalloc\n\t${'x'.repeat(
          513,
        )}\n`,
      ),
    ).toEqual(['kfree', '__kmalloc']);
  });
});

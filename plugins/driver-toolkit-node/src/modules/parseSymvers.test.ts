import { parseSymvers } from './parseSymvers';

describe('parseSymvers', () => {
  it('reads symbols of the kernel and of its modules', () => {
    const symbols = parseSymvers(
      [
        '0x4c9d28b0\tphys_base\tvmlinux\tEXPORT_SYMBOL\t',
        '0xffffffff\tdax_read\tdrivers/dax/dax\tEXPORT_SYMBOL_GPL\tDAX',
        '0x00000000\told\tdrivers/old.ko\tEXPORT_SYMBOL',
        '',
      ].join('\n'),
    );
    expect([...symbols]).toEqual([
      [
        'phys_base',
        {
          crc: 0x4c9d28b0,
          module: 'vmlinux',
          namespace: '',
          isGplOnly: false,
        },
      ],
      [
        'dax_read',
        { crc: 0xffffffff, module: 'dax', namespace: 'DAX', isGplOnly: true },
      ],
      ['old', { crc: 0, module: 'old', namespace: '', isGplOnly: false }],
    ]);
  });

  it('has no checksums if the kernel was built without them', () => {
    const symbols = parseSymvers(
      '0x00000000\ta\tvmlinux\tEXPORT_SYMBOL\t\n0x00000000\tb\tvmlinux\tEXPORT_SYMBOL\t',
    );
    expect([...symbols.values()].map(({ crc }) => crc)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['no checksum', 'phys_base\tvmlinux\tEXPORT_SYMBOL'],
    ['a short checksum', '0x1\ta\tvmlinux\tEXPORT_SYMBOL'],
    ['no module', '0x00000001\ta'],
    ['an empty name', '0x00000001\t\tvmlinux\tEXPORT_SYMBOL'],
    ['a long name', `0x00000001\t${'a'.repeat(513)}\tvmlinux\tEXPORT_SYMBOL`],
    ['another kind', '0x00000001\ta\tvmlinux\tother'],
    ['spaces', '0x00000001 a vmlinux EXPORT_SYMBOL'],
  ])('refuses a line with %s, and names it', (_, line) => {
    expect(() =>
      parseSymvers(`0x00000001\tb\tvmlinux\tEXPORT_SYMBOL\n\n${line}\n`),
    ).toThrow('Line 3 of Module.symvers does not describe a symbol');
  });

  it('limits the number of symbols', () => {
    const lines = (count: number) =>
      Array.from(
        { length: count },
        (_, index) => `0x00000001\ts${index}\tvmlinux\tEXPORT_SYMBOL`,
      ).join('\n');
    expect(parseSymvers(lines(200_000)).size).toBe(200_000);
    expect(() => parseSymvers(lines(200_001))).toThrow(
      'Module.symvers has more than 200000 symbols',
    );
  });
});

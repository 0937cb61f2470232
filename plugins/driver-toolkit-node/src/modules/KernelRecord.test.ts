import {
  type KernelRecord,
  readKernelRecord,
  writeKernelRecord,
} from './KernelRecord';
import { parseSymvers } from './parseSymvers';

const LINES = [
  '0xfffffffe\tmodule_layout\tvmlinux\tEXPORT_SYMBOL\t',
  '0x00000001\tkfree\tvmlinux\tEXPORT_SYMBOL_GPL\t',
  '0x000000a2\tmdio_read\tdrivers/net/mdio\tEXPORT_SYMBOL_GPL\tMDIO',
  '0x000000a3\t__proto__\tdrivers/net/mdio\tEXPORT_SYMBOL\t',
];
const MODULES = [
  { name: 'phy', depends: ['mdio'] },
  { name: 'mdio', depends: [], srcversion: 'ABC' },
];
const RECORD: KernelRecord = {
  unameRelease: '5.14.0-391.el9.x86_64',
  architecture: 'x86_64',
  symbols: parseSymvers(LINES.join('\n')),
  stablelist: ['kfree', 'a_symbol', 'kfree'],
  modules: MODULES,
  builtin: ['ext4', 'acpi'],
};

describe('a kernel’s record', () => {
  it('has all that was written', () => {
    expect(readKernelRecord(writeKernelRecord(RECORD))).toEqual({
      ...RECORD,
      stablelist: ['a_symbol', 'kfree'],
      modules: [MODULES[1], MODULES[0]],
      builtin: ['acpi', 'ext4'],
    });
  });

  it('is the same text for the same kernel', () => {
    expect(
      writeKernelRecord({
        ...RECORD,
        symbols: parseSymvers([...LINES].reverse().join('\n')),
        stablelist: ['a_symbol', 'kfree'],
        modules: [...MODULES].reverse(),
        builtin: ['acpi', 'ext4'],
      }),
    ).toBe(writeKernelRecord(RECORD));
  });

  it('has no checksums of a kernel without them', () => {
    const symbols = parseSymvers('0x00000000\tkfree\tvmlinux\tEXPORT_SYMBOL\t');
    const read = readKernelRecord(writeKernelRecord({ ...RECORD, symbols }));
    expect(read.symbols).toEqual(symbols);
    expect(read.symbols!.get('kfree')).not.toHaveProperty('crc');
  });

  it('says what is unknown', () => {
    const { symbols, stablelist, ...bare } = RECORD;
    const read = readKernelRecord(writeKernelRecord(bare));
    expect(read).not.toHaveProperty('symbols');
    expect(read).not.toHaveProperty('stablelist');
  });

  it('is refused in another format', () => {
    const text = writeKernelRecord(RECORD).replace('"format":1', '"format":2');
    expect(() => readKernelRecord(text)).toThrow(
      'The symbol record has format 2, and not 1',
    );
  });
});

import { Readable } from 'node:stream';
import { readSourceVersions } from './readSourceVersions';

const UNAME = '5.14.0-391.el9.x86_64';
const { signal } = new AbortController();

/** @param output - of `modinfo`, in pieces */
function read(...output: string[]) {
  return readSourceVersions(
    {
      runProgram: async (program, use) => {
        expect(program.join(' ')).toBe(
          `find /lib/modules/${UNAME}/ -name *.ko* -exec modinfo {} +`,
        );
        return use(Readable.from(output.map(text => Buffer.from(text))));
      },
    },
    UNAME,
    signal,
  );
}

describe('readSourceVersions', () => {
  it('reads that of each module', async () => {
    const found = await read(
      'filename:       /lib/modules/k/kernel/mdio-core.ko.xz\nalias:          a: b\nsrcver',
      'sion:     ABC\nname:           mdio_core\n',
      'filename:       /lib/modules/k/kernel/none.ko\n',
      'filename:       /lib/modules/k/kernel/phy.ko\nsrcversion:     DEF\n',
      `srcversion:     ${'x'.repeat(65)}\n`,
    );
    expect(found).toEqual(
      new Map([
        ['mdio_core', 'ABC'],
        ['phy', 'DEF'],
      ]),
    );
  });

  it.each([
    ['a line without an end', ['x'.repeat(1024 * 1024 + 1)]],
    [
      'lines without an end',
      Array(129).fill(`${'x'.repeat(1023)}\n`.repeat(1024)),
    ],
  ])('stops at %s', async (_, output) => {
    await expect(read(...output)).rejects.toThrow(
      "modinfo of the toolkit image prints too much about the kernel's modules.",
    );
  });
});

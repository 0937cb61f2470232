import { NAMESPACES } from '../__testUtils__/primaryDocuments';
import { cut, scan } from '../__testUtils__/scanPrimary';
import { parsePrimary } from './parsePrimary';

const KERNEL =
  '<name>kernel-core</name><arch>x86_64</arch><version ver="1" rel="2"/>';

const inList = (content: string, attributes = NAMESPACES) =>
  `<metadata ${attributes}>${content}</metadata>`;

describe('parsePrimary', () => {
  it.each([
    ['a document type', `<!DOCTYPE metadata>${inList('')}`, 'DOCTYPE'],
    [
      'entities of its own',
      `<!DOCTYPE metadata [<!ENTITY a "aaaa">]>${inList('&a;')}`,
      'DOCTYPE',
    ],
    [
      'an unknown entity',
      inList('<x>&nbsp;</x>'),
      'the entity "&nbsp;" is not known',
    ],
    ['an entity without end', inList('<x>&amp </x>'), 'begins no known entity'],
    [
      'a character that XML does not have',
      inList('<x>&#0;</x>'),
      'is not known',
    ],
    ['half a surrogate', inList('<x>&#xD800;</x>'), 'is not known'],
    ['control characters', inList('<x>\u0007</x>'), 'control characters'],
    [
      'an attribute twice',
      inList('<x a="1" a="2"/>'),
      'the same attribute twice',
    ],
    [
      'a "<" in an attribute',
      inList('<x a="<"/>'),
      "an attribute's value contains",
    ],
    ['an attribute without quotes', inList('<x a=1/>'), 'not in quotes'],
    [
      'a comment with dashes',
      inList('<!-- a -- b -->'),
      'a comment has "--" in it',
    ],
    [
      'elements that overlap',
      inList('<a><b></a></b>'),
      'does not match its start tag',
    ],
    ['text after its end', `${inList('')}text`, 'outside of its root'],
    ['two roots', inList('') + inList(''), 'more than one root'],
    ['no root', '<?xml version="1.0"?>', 'it is empty'],
    ['nothing', '', 'it is empty'],
    [
      'another encoding',
      `<?xml version="1.0" encoding="ISO-8859-1"?>${inList('')}`,
      'its encoding is ISO-8859-1',
    ],
    [
      'a declaration in its middle',
      inList('<?xml version="1.0"?>'),
      'in a wrong place',
    ],
    [
      'another root',
      `<packages ${NAMESPACES}/>`,
      'It is not a list of packages',
    ],
    [
      'a wrong namespace',
      '<metadata xmlns="http://example.com/" xmlns:rpm="http://linux.duke.edu/metadata/rpm"/>',
      'It is not a list of packages',
    ],
    [
      'a wrong namespace for rpm',
      '<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://example.com/"/>',
      'It is not a list of packages',
    ],
    [
      'elements in elements without end',
      inList('<a>'.repeat(40)),
      'its elements are nested too deep',
    ],
    [
      'a tag without end',
      inList(`<a b="${'x'.repeat(200_000)}"/>`),
      'a tag or comment has more than 65536 bytes',
    ],
    [
      'a comment without end',
      inList(`<!--${' '.repeat(200_000)}`),
      'a tag or comment has more than 65536 bytes',
    ],
    [
      'text without end',
      inList(' '.repeat(5_000_000)),
      '4194304 bytes have no tag',
    ],
    [
      'a name without end',
      inList(`<package><name>${'k'.repeat(70_000)}</name></package>`),
      "an element's text is longer than 65536",
    ],
    [
      'ever more attributes',
      inList(
        `<a ${Array.from({ length: 70 }, (_, i) => `a${i}=""`).join(' ')}/>`,
      ),
      'more than 64 attributes',
    ],
    [
      'ever more names',
      inList(Array.from({ length: 300 }, (_, i) => `<a${i}/>`).join('')),
      'more than 256 names',
    ],
  ])('refuses a list with %s', async (_, document, reason) => {
    await expect(parsePrimary(inChunks(Buffer.from(document)))).rejects.toThrow(
      reason,
    );
  });

  it.each([
    [
      'another namespace within',
      inList(
        `<package xmlns="http://example.com/">${KERNEL}</package><package>${KERNEL}</package>`,
      ),
      ['a package is left out: it declares its own namespaces'],
    ],
    [
      'another namespace within a package of a kernel',
      inList(
        `<package>${KERNEL}<format xmlns:rpm="http://example.com/"/></package><package>${KERNEL}</package>`,
      ),
      ['package kernel-core is left out: it declares its own namespaces'],
    ],
    [
      'fewer packages than it says',
      inList(`<package>${KERNEL}</package>`, `${NAMESPACES} packages="2"`),
      ['its package count is 2, but it has 1'],
    ],
    [
      'more packages than it says',
      inList(`<package>${KERNEL}</package>`, `${NAMESPACES} packages="0"`),
      ['its package count is 0, but it has 1'],
    ],
    ...['-1', '', '1.0', 'many', '1e3'].map(
      (packages): [string, string, string[]] => [
        `'${packages}' packages`,
        inList(
          `<package>${KERNEL}</package>`,
          `${NAMESPACES} packages="${packages}"`,
        ),
        [`its package count is '${packages}'`],
      ],
    ),
    [
      'packages without a name',
      inList(
        `<package/><package><name></name><arch>x86_64</arch></package><package>${KERNEL}</package>`,
      ),
      [
        'a package is left out: it has no name',
        'a package is left out: it has no name',
      ],
    ],
    ...[
      '<arch>x86_64</arch>',
      '<arch>x86_64</arch><version ver="1"/>',
      '<arch>x86_64</arch><version rel="1" ver=""/>',
      '<arch/><version ver="1" rel="1"/>',
      '<version ver="1" rel="1"/>',
    ].map((rest): [string, string, string[]] => [
      `a kernel with no more than ${rest}`,
      inList(
        `<package>${KERNEL}</package><package><name>kernel</name>${rest}</package>`,
      ),
      [
        'package kernel is left out: it has no version, release or architecture',
      ],
    ]),
    [
      'ever more packages without a version',
      inList(
        `${'<package><name>kernel</name></package>'.repeat(
          7,
        )}<package>${KERNEL}</package>`,
      ),
      [
        ...Array(5).fill(
          'package kernel is left out: it has no version, release or architecture',
        ),
        '2 more packages are left out',
      ],
    ],
  ])('reads the rest of a list with %s', async (_, document, warnings) => {
    await expect(
      parsePrimary(inChunks(Buffer.from(document))),
    ).resolves.toMatchObject({ packages: [{ name: 'kernel-core' }], warnings });
  });

  it.each([
    '<metadata xmlns="http://linux.duke.edu/metadata/common" packages="0"/>',
    '<metadata xmlns="http://linux.duke.edu/metadata/common"></metadata>',
    '<metadata packages="0"/>',
    '<metadata xmlns="" packages="0"/>',
    '<metadata xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="0"/>',
    '<metadata/>',
  ])('reads %s as a list without packages', async document => {
    await expect(
      parsePrimary(inChunks(Buffer.from(document))),
    ).resolves.toEqual({ packages: [], warnings: [], isMiscounted: false });
  });

  it.each(['', 'xmlns=""', 'xmlns:rpm="http://linux.duke.edu/metadata/rpm"'])(
    'reads a list whose root has as its namespaces alone: %j',
    async namespaces => {
      const format = (attributes: string) =>
        `<package${attributes}>${KERNEL}<format><rpm:provides><rpm:entry name="kernel-core-uname-r" ver="1" rel="2.x86_64"/></rpm:provides></format></package>`;
      const document = inList(
        format('') + format(' xmlns="http://linux.duke.edu/metadata/common"'),
        namespaces,
      );
      const provided = {
        name: 'kernel-core',
        unameReleases: { 'kernel-core-uname-r': '1-2.x86_64' },
      };

      await expect(
        parsePrimary(inChunks(Buffer.from(document))),
      ).resolves.toMatchObject({
        packages: [provided, provided],
        warnings: [],
      });
    },
  );

  it("finds provides if rpm's namespace is undeclared, or declared by each package", async () => {
    const format = (attributes: string, prefix = 'rpm') =>
      `<package>${KERNEL}<format><${prefix}:provides${attributes}><${prefix}:entry name="kernel-core-uname-r" ver="1" rel="2.x86_64"/></${prefix}:provides></format></package>`;
    const document = inList(
      format('') + format(' xmlns:rpm="http://linux.duke.edu/metadata/rpm"'),
      'xmlns="http://linux.duke.edu/metadata/common"',
    );

    const provided = {
      name: 'kernel-core',
      unameReleases: { 'kernel-core-uname-r': '1-2.x86_64' },
    };
    await expect(
      parsePrimary(inChunks(Buffer.from(document))),
    ).resolves.toMatchObject({ packages: [provided, provided], warnings: [] });
  });

  it.each([
    ['bytes that are no UTF-8', Buffer.from([0xc3, 0x28])],
    ['a surrogate in UTF-8', Buffer.from([0xed, 0xa0, 0x80])],
    ['half a character at the end of an element', Buffer.from([0xf0, 0x9f])],
  ])('refuses a list with %s', async (_, bytes) => {
    const document = Buffer.concat([
      Buffer.from(`<metadata ${NAMESPACES}><x>`),
      bytes,
      Buffer.from('</x></metadata>'),
    ]);

    for (const size of [1, 1000]) {
      expect(() => scan(cut(document, [size]))).toThrow('it is not UTF-8');
    }
  });

  it('finds kernels under any prefixes', () => {
    const document = `<c:metadata xmlns:c="http://linux.duke.edu/metadata/common" xmlns:r='http://linux.duke.edu/metadata/rpm' packages="1"><c:package><c:name>kernel-core</c:name><c:arch>x86_64</c:arch><c:version ver="1" rel="2"/><c:format><r:provides><r:entry name="kernel-core-uname-r" ver="1" rel="2.x86_64"/></r:provides></c:format></c:package></c:metadata>`;

    expect(scan([Buffer.from(document)])).toMatchObject([
      {
        name: 'kernel-core',
        unameReleases: { 'kernel-core-uname-r': '1-2.x86_64' },
      },
    ]);
  });

  it('skips a package that is larger than its buffer', async () => {
    const files = '<file>/usr/share/doc/file</file>'.repeat(100_000);
    const document = inList(
      `<package><name>texlive</name><format>${files}</format></package><package>${KERNEL}</package>`,
      `${NAMESPACES} packages="2"`,
    );

    const { packages } = await parsePrimary(inChunks(Buffer.from(document)));
    expect(packages).toHaveLength(1);
  });
});

async function* inChunks(bytes: Buffer): AsyncGenerator<Buffer> {
  yield* cut(bytes, [50_000]);
}

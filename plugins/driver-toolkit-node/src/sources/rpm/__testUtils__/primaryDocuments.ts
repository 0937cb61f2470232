import fc from 'fast-check';

/** The parts of a generated list. */
export interface PrimaryDocument {
  /** From the XML declaration to the root's start tag. */
  head: string;
  packages: { name: string; xml: string }[];
}

export const NAMESPACES =
  'xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm"';

const KERNEL_NAMES = ['kernel', 'kernel-core', 'kernel-rt-devel'];
const OTHER_NAMES = [
  'bash',
  'kernels',
  'a&b',
  '<i>',
  'größe',
  'kernel-srpm-macros',
];

const space = fc.constantFrom(' ', '\n', '\t', '  ', '\n    ');
const gap = fc.constantFrom('', '', '\n  ', ' ');

/** Text with all characters that need escapes, and text that looks escaped. */
const text = fc
  .array(
    fc.constantFrom(
      'kernel',
      'word',
      ' ',
      '&amp;',
      '&lt;',
      '&#x41;',
      '&#233;',
      '&quot;',
      'é',
      '𝄞',
      // Not directly after "]]".
      ' >',
      '"',
      "'",
      ']',
      ']]',
      '/package>',
      '<!-- </package> -->',
      '<![CDATA[<name>kernel-core</name></package>]]>',
      '<?pi </package><package> ?>',
    ),
    { maxLength: 6 },
  )
  .map(parts => parts.join(''));

const value = fc
  .array(
    fc.constantFrom('1', '.el9', '&amp;', '&#46;', '>', '/>', 'ü', '</package'),
    { minLength: 1, maxLength: 3 },
  )
  .map(parts => parts.join('').replaceAll('<', '&lt;'));

/** Attributes in any order, in either quotes. */
function attributes(values: Record<string, fc.Arbitrary<string>>) {
  const written = Object.entries(values).map(([name, arbitrary]) =>
    fc
      .tuple(space, gap, gap, fc.constantFrom('"', "'"), arbitrary)
      .map(
        ([before, left, right, quote, content]) =>
          `${before}${name}${left}=${right}${quote}${content}${quote}`,
      ),
  );
  return fc
    .tuple(...written)
    .chain(all => fc.shuffledSubarray(all, { minLength: all.length }))
    .map(all => all.join(''));
}

function element(name: string, content: fc.Arbitrary<string>) {
  return fc
    .tuple(content, gap, gap)
    .map(
      ([inner, before, after]) =>
        `<${name}${before}>${inner}</${name}${after}>`,
    );
}

const version = fc
  .tuple(
    attributes({ epoch: fc.constant('0'), ver: value, rel: value }),
    gap,
    fc.boolean(),
  )
  .map(([written, end, empty]) =>
    empty
      ? `<version${written}${end}/>`
      : `<version${written}${end}></version>`,
  );

const entry = attributes({
  name: fc.constantFrom(
    'kernel-core-uname-r',
    'kernel-uname-r',
    'other',
    'a&lt;b',
  ),
  flags: fc.constant('EQ'),
  ver: value,
  rel: value,
}).map(written => `<rpm:entry${written}/>`);

function entries(name: string) {
  return element(
    name,
    fc
      .array(fc.tuple(gap, entry), { maxLength: 3 })
      .map(all => all.flat().join('')),
  );
}

const format = element(
  'format',
  fc
    .tuple(
      element('rpm:license', text),
      element('rpm:sourcerpm', fc.constantFrom('', 'kernel-1.src.rpm')),
      entries('rpm:provides'),
      entries('rpm:requires'),
      element('file', text),
    )
    .chain(parts => fc.shuffledSubarray(parts, { minLength: parts.length }))
    .map(parts => parts.join('\n')),
);

const packageXml = fc
  .tuple(
    fc.constantFrom(...KERNEL_NAMES, ...OTHER_NAMES),
    version,
    element('summary', text),
    element('description', text),
    format,
    fc.constantFrom('x86_64', 'noarch'),
    fc.boolean(),
    gap,
  )
  .chain(
    ([name, versionXml, summary, description, formatXml, arch, first, end]) => {
      const nameXml = `<name>${escape(name)}</name>`;
      const rest = [
        `<arch>${arch}</arch>`,
        versionXml,
        summary,
        description,
        formatXml,
      ];
      // First in every real list, but not required to be.
      return fc
        .shuffledSubarray(first ? rest : [nameXml, ...rest], {
          minLength: first ? rest.length : rest.length + 1,
        })
        .map(parts => ({
          name,
          xml: `<package type="rpm"${end}>${first ? nameXml : ''}${parts.join(
            '\n  ',
          )}</package${end}>`,
        }));
    },
  );

/** Well-formed lists of packages in all possible notations. */
export function primaryDocuments(): fc.Arbitrary<PrimaryDocument> {
  return fc
    .tuple(
      fc.constantFrom(
        '',
        '\uFEFF',
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        "\uFEFF<?xml version='1.0'?><!-- a -->\n",
      ),
      fc.array(packageXml, { maxLength: 5 }),
      fc.boolean(),
    )
    .map(([prolog, packages, counted]) => ({
      head: `${prolog}<metadata ${NAMESPACES}${
        counted ? ` packages="${packages.length}"` : ''
      }>`,
      packages,
    }));
}

/** A complete list. */
export function toXml({ head, packages }: PrimaryDocument): string {
  return `${head}\n${packages.map(({ xml }) => xml).join('\n')}</metadata>\n`;
}

function escape(name: string): string {
  return name.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

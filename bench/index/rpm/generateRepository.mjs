import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';

/**
 * @typedef {'gz' | 'zst' | 'bz2' | 'xz'} Format
 *
 * @typedef {(below: number) => number} Random
 *
 * @typedef {object} Rpm
 * @property {string} name
 * @property {string} version
 * @property {string} release
 * @property {string} source
 * @property {string[]} provides
 * @property {string[]} requires
 * @property {string[]} files
 *
 * @typedef {{ type: string, file: string, open: Buffer, compressed: Buffer }} Part
 */

/** @type {Record<Format, (open: Buffer) => Buffer>} */
const COMPRESS = {
  gz: gzipSync,
  zst: zstdCompressSync,
  // Node supports neither.
  bz2: open => filter('bzip2', open),
  xz: open => filter('xz', open),
};

const KERNELS = 40;
const KERNEL_PARTS = ['', 'core', 'modules', 'modules-core', 'devel'];
const WORDS =
  'library tool service network kernel module python perl development files documentation system user interface support command line utilities common runtime plugin data format parser'.split(
    ' ',
  );

/**
 * Writes the metadata of a repository like createrepo_c, without packages: a few dozen kernels,
 * among other packages like in a distribution.
 *
 * @param {string} folder
 * @param {{ packages: number, format: Format }} options
 * @returns {Promise<{ kernels: number, xmlBytes: number, compressedBytes: number }>}
 */
export async function generateRepository(folder, { packages, format }) {
  const random = pseudoRandom();
  /** @type {string[]} */
  const entries = [];
  const kernels = Array.from({ length: KERNELS }, (_, i) => i + 400);
  const interval = Math.floor(packages / KERNELS);
  while (entries.length < packages) {
    if (entries.length % interval === 0 && kernels.length > 0) {
      const release = `${kernels.pop()}.el9`;
      for (const part of KERNEL_PARTS) {
        entries.push(kernelPackage(part, release, random));
      }
    } else {
      entries.push(ordinaryPackage(entries.length, random));
    }
  }
  const primary = Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="${
      entries.length
    }">\n${entries.join('')}</metadata>\n`,
  );
  const other = (/** @type {string} */ kind) =>
    Buffer.from(
      `<?xml version="1.0" encoding="UTF-8"?>\n<${kind} xmlns="http://linux.duke.edu/metadata/${
        kind === 'otherdata' ? 'other' : kind
      }" packages="0"></${kind}>\n`,
    );
  await mkdir(join(folder, 'repodata'), { recursive: true });
  const files = Object.entries({
    primary,
    filelists: other('filelists'),
    other: other('otherdata'),
  }).map(([type, open]) => ({
    type,
    file: `${type}.xml.${format}`,
    open,
    compressed: COMPRESS[format](open),
  }));
  await Promise.all(
    files.map(({ file, compressed }) =>
      writeFile(join(folder, 'repodata', file), compressed),
    ),
  );
  await writeFile(join(folder, 'repodata', 'repomd.xml'), repomd(files));
  return {
    kernels: KERNELS,
    xmlBytes: primary.length,
    compressedBytes: files[0].compressed.length,
  };
}

/** @param {Part[]} files */
function repomd(files) {
  const data = files.map(
    ({ type, file, open, compressed }) => `  <data type="${type}">
    <checksum type="sha256">${sha256(compressed)}</checksum>
    <open-checksum type="sha256">${sha256(open)}</open-checksum>
    <location href="repodata/${file}"/>
    <timestamp>1700000000</timestamp>
    <size>${compressed.length}</size>
    <open-size>${open.length}</open-size>
  </data>
`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<repomd xmlns="http://linux.duke.edu/metadata/repo" xmlns:rpm="http://linux.duke.edu/metadata/rpm">
  <revision>1700000000</revision>
${data.join('')}</repomd>
`;
}

/**
 * @param {string} part
 * @param {string} release
 * @param {Random} random
 */
function kernelPackage(part, release, random) {
  const name = part ? `kernel-${part}` : 'kernel';
  const uname = `${release}.x86_64`;
  return packageXml(
    {
      name,
      version: '5.14.0',
      release,
      source: `kernel-5.14.0-${release}.src.rpm`,
      provides: [
        entry(name, '5.14.0', release),
        entry(`${name}-uname-r`, '5.14.0', uname),
        ...times(4, i => entry(`${name}-feature-${i}`, '5.14.0', release)),
      ],
      requires: times(6, i => entry(`${name}-need-${i}`, '5.14.0', release)),
      files: times(2, i => `/lib/modules/5.14.0-${uname}/${i}`),
    },
    random,
  );
}

/**
 * @param {number} index
 * @param {Random} random
 */
function ordinaryPackage(index, random) {
  const name = `${word(random)}-${word(random)}-${index}`;
  const version = `${random(20)}.${random(30)}.${random(10)}`;
  const release = `${1 + random(40)}.el9`;
  return packageXml(
    {
      name,
      version,
      release,
      source: `${name}-${version}-${release}.src.rpm`,
      provides: [
        entry(name, version, release),
        entry(`${name}(x86-64)`, version, release),
        ...times(1 + random(6), i => bare(`lib${name}${i}.so.${i}()(64bit)`)),
      ],
      requires: times(4 + random(14), i =>
        bare(`lib${word(random)}.so.${i}(GLIBC_2.${random(36)})(64bit)`),
      ),
      files: times(random(4), () => `/usr/bin/${word(random)}-${index}`),
    },
    random,
  );
}

/**
 * @param {Rpm} rpm
 * @param {Random} random
 */
function packageXml(rpm, random) {
  const { name, version, release, source, provides, requires, files } = rpm;
  const file = `${name}-${version}-${release}.x86_64.rpm`;
  return `<package type="rpm">
  <name>${name}</name>
  <arch>x86_64</arch>
  <version epoch="0" ver="${version}" rel="${release}"/>
  <checksum type="sha256" pkgid="YES">${sha256(file)}</checksum>
  <summary>${sentence(random, 6)}</summary>
  <description>${times(1 + random(5), () => sentence(random, 14)).join(
    '\n',
  )}</description>
  <packager>builder@example.com</packager>
  <url>https://${name}.example.com/?a=1&amp;b=2</url>
  <time file="1700000000" build="1699990000"/>
  <size package="${random(9e6)}" installed="${random(9e7)}" archive="${random(
    9e7,
  )}"/>
  <location href="Packages/${name[0]}/${file}"/>
  <format>
    <rpm:license>GPLv2+ and MIT</rpm:license>
    <rpm:vendor>Example</rpm:vendor>
    <rpm:group>Unspecified</rpm:group>
    <rpm:buildhost>builder-${random(99)}.example.com</rpm:buildhost>
    <rpm:sourcerpm>${source}</rpm:sourcerpm>
    <rpm:header-range start="4504" end="${random(90_000)}"/>
    <rpm:provides>
${provides.join('')}    </rpm:provides>
    <rpm:requires>
${requires.join('')}    </rpm:requires>
${files.map(path => `    <file>${path}</file>\n`).join('')}  </format>
</package>
`;
}

/**
 * @param {string} name
 * @param {string} version
 * @param {string} release
 */
function entry(name, version, release) {
  return `      <rpm:entry name="${name}" flags="EQ" epoch="0" ver="${version}" rel="${release}"/>\n`;
}

/** @param {string} name */
function bare(name) {
  return `      <rpm:entry name="${name}"/>\n`;
}

/**
 * @param {Random} random
 * @param {number} words
 */
function sentence(random, words) {
  return `${times(words, () => word(random)).join(' ')} &lt;${random(99)}&gt;.`;
}

/** @param {Random} random */
function word(random) {
  return WORDS[random(WORDS.length)];
}

/**
 * @param {number} count
 * @param {(index: number) => string} make
 */
function times(count, make) {
  return Array.from({ length: count }, (_, i) => make(i));
}

/**
 * @param {string} program
 * @param {Buffer} open
 */
function filter(program, open) {
  return execFileSync(program, ['-c'], { input: open, maxBuffer: 2 ** 30 });
}

/** @param {string | Buffer} data */
function sha256(data) {
  return createHash('sha256').update(data).digest('hex');
}

/**
 * The same repository each time: a linear congruential generator.
 *
 * @returns {Random}
 */
function pseudoRandom() {
  let state = 42;
  return below => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * below);
  };
}

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { LoopbackServer } from './LoopbackServer';

/**
 * Serves a dnf repository of kernels in createrepo_c's form.
 *
 * @param path - Such as `/BaseOS/x86_64`
 * @param kernels - version-release of each
 */
export function addKernels(
  server: LoopbackServer,
  path: string,
  kernels: string[],
  architecture: string = 'x86_64',
): void {
  const packages = kernels.flatMap(kernel =>
    ['core', 'devel'].map(part => packageXml(kernel, part, architecture)),
  );
  const primary = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="${
    packages.length
  }">
${packages.join('')}</metadata>
`);
  const compressed = gzipSync(primary);
  server.set(`${path}/repodata/primary.xml.gz`, { body: compressed });
  server.set(`${path}/repodata/repomd.xml`, {
    body: `<?xml version="1.0" encoding="UTF-8"?>
<repomd xmlns="http://linux.duke.edu/metadata/repo">
  <revision>1700000000</revision>
  <data type="primary">
    <checksum type="sha256">${sha256(compressed)}</checksum>
    <open-checksum type="sha256">${sha256(primary)}</open-checksum>
    <location href="repodata/primary.xml.gz"/>
    <size>${compressed.length}</size>
    <open-size>${primary.length}</open-size>
  </data>
</repomd>
`,
  });
}

function packageXml(kernel: string, part: string, architecture: string) {
  const [version, release] = kernel.split('-');
  const uname = `${release}.${architecture}`;
  return `<package type="rpm">
  <name>kernel-${part}</name>
  <arch>${architecture}</arch>
  <version epoch="0" ver="${version}" rel="${release}"/>
  <location href="Packages/kernel-${part}-${kernel}.${architecture}.rpm"/>
  <format>
    <rpm:sourcerpm>kernel-${kernel}.src.rpm</rpm:sourcerpm>
    <rpm:provides>
      <rpm:entry name="kernel-${part}-uname-r" flags="EQ" epoch="0" ver="${version}" rel="${uname}"/>
    </rpm:provides>
  </format>
</package>
`;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

import { BuildFailedError } from '../../builders/BuildFailedError';
import type { InstalledPackage } from './InstalledPackage';

/** What parsePackages reads; the texts that people write come last. */
const TAGS = [
  'NAME',
  'EPOCH',
  'VERSION',
  'RELEASE',
  'ARCH',
  'SHA256HEADER',
  'SOURCERPM',
  'VENDOR',
  'LICENSE',
];
const MISSING = '(none)';
/** What rpm keeps the keys in that packages are signed with. */
const KEY = 'gpg-pubkey';

/** For `rpm --queryformat`: a line for each package. */
export const QUERY_FORMAT = `${TAGS.map(tag => `%{${tag}}`).join('\\t')}\\n`;

/**
 * The packages that rpm has printed, in the order of their names and versions.
 *
 * @throws BuildFailedError where that is not what was asked for
 */
export function parsePackages(output: string): InstalledPackage[] {
  return output
    .split('\n')
    .filter(line => line !== '')
    .map(parseLine)
    .filter(({ name }) => name !== KEY)
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

function parseLine(line: string): InstalledPackage {
  const fields = line.split('\t');
  if (fields.length !== TAGS.length) {
    throw new BuildFailedError(
      `rpm of the image has printed something else than it was asked for: ${line.slice(
        0,
        200,
      )}`,
    );
  }
  const [name, epoch, version, release, architecture, ...rest] = fields;
  const [headerSha256, sourcePackage, vendor, license] = rest.map(valueOf);
  return {
    name,
    epoch: valueOf(epoch),
    version,
    release,
    architecture,
    headerSha256,
    sourcePackage,
    vendor,
    license,
  };
}

function valueOf(field: string): string | undefined {
  return field === MISSING || field === '' ? undefined : field;
}

function orderOf(one: InstalledPackage): string {
  const { name, epoch = '', version, release, architecture } = one;
  return [name, epoch, version, release, architecture].join('\t');
}

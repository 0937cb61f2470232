import { StringDecoder } from 'node:string_decoder';
import {
  BuildFailedError,
  printableText,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { Breather } from '../../inspection/Breather';
import type { InstalledPackage } from './InstalledPackage';

/** The fields that parsePackages reads; free texts come last. */
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
/** The pseudo-package in which rpm keeps signing keys. */
const KEY = 'gpg-pubkey';
/** Characters of an image's output in a message. */
const MAX_SHOWN = 200;

/** For `rpm --queryformat`: a line for each package. */
export const QUERY_FORMAT = `${TAGS.map(tag => `%{${tag}}`).join('\\t')}\\n`;

/** Ten times as many as a toolkit has, and more than a full workstation. */
const MAX_PACKAGES = 5000;
const MAX_BYTES = 1024 * 1024;
/** Characters of one package; the longest licenses have about 2,000. */
const MAX_LINE_LENGTH = 8192;

/**
 * Parses the packages that rpm prints, in the order of their names and
 * versions.
 *
 * @throws BuildFailedError if the output is unexpected or too large
 */
export async function parsePackages(
  output: AsyncIterable<Buffer>,
): Promise<InstalledPackage[]> {
  const packages: InstalledPackage[] = [];
  for await (const line of readLines(output)) {
    const one = parseLine(line);
    if (one.name === KEY) {
      continue;
    }
    if (packages.length === MAX_PACKAGES) {
      throw new BuildFailedError(
        `rpm of the image lists more than ${MAX_PACKAGES} packages, which is refused.`,
      );
    }
    packages.push(one);
  }
  const orders = new Map(packages.map(one => [one, orderOf(one)]));
  return packages.sort((a, b) => (orders.get(a)! < orders.get(b)! ? -1 : 1));
}

/** Non-empty lines. */
async function* readLines(
  output: AsyncIterable<Buffer>,
): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  const breather = new Breather();
  let bytes = 0;
  let begun = '';
  for await (const chunk of output) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) {
      throw new BuildFailedError(
        `rpm of the image prints more than ${MAX_BYTES} bytes, which is refused.`,
      );
    }
    const lines = `${begun}${decoder.write(chunk)}`.split('\n');
    begun = bounded(lines.pop()!);
    await breather.breathe();
    for (const line of lines) {
      if (line !== '') {
        yield bounded(line);
        await breather.breathe();
      }
    }
  }
  if (begun !== '') {
    yield begun;
  }
}

function bounded(line: string): string {
  if (line.length > MAX_LINE_LENGTH) {
    throw new BuildFailedError(
      `rpm of the image prints a line of more than ${MAX_LINE_LENGTH} characters, which is refused: ${printableText(
        line,
        MAX_SHOWN,
      )}`,
    );
  }
  return line;
}

function parseLine(line: string): InstalledPackage {
  const fields = line.split('\t');
  if (fields.length !== TAGS.length) {
    throw new BuildFailedError(
      `rpm of the image printed something unexpected: ${printableText(
        line,
        MAX_SHOWN,
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

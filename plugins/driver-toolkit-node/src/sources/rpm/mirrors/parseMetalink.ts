import { ServiceUnavailableError } from '@backstage/errors';
import { toChecksum } from '../repodata/checksum';
import { parseXml } from '../xml/parseXml';
import type { ExpectedRepomd, MirrorList } from './MirrorList';
import { requireKnown } from './requireKnown';

const NAMESPACE = 'http://www.metalinker.org/';
const REPOMD = 'repodata/repomd.xml';
const REPOMD_AT_END = /\/repodata\/repomd\.xml$/;
/** Accepted hashes, the strongest first. */
const HASHES = ['sha512', 'sha256'];

const FILE = 'metalink/files/file';
const ALTERNATE = `${FILE}/alternates/alternate`;

interface Version {
  size?: number;
  hashes: Map<string, string>;
}

interface Mirror {
  url: string;
  preference: number;
}

/**
 * Parses a mirror manager's metalink (version 3) for `repomd.xml`: mirrors, and
 * hashes of the file's current version and of older valid ones.
 *
 * @throws NotFoundError if it says that the repository does not exist;
 * ServiceUnavailableError if it is something else or has no strong hash.
 */
export function parseMetalink(content: Buffer): Omit<MirrorList, 'namedBy'> {
  const versions: Version[] = [];
  const mirrors: Mirror[] = [];
  let isRepomd = false;
  let attributes = new Map<string, string>();
  const root = parseXml(content, {
    open(names, given) {
      const path = names.join('/');
      attributes = given;
      if (path === FILE) {
        isRepomd = given.get('name') === 'repomd.xml';
      }
      if (isRepomd && (path === FILE || path === ALTERNATE)) {
        versions.push({ hashes: new Map() });
      }
      return isRepomd && ['size', 'hash', 'url'].includes(names.at(-1) ?? '');
    },
    close(names, text) {
      const path = names.join('/');
      const version = versions.at(-1);
      if (!isRepomd || !version) {
        return;
      }
      if (path === `${FILE}/resources/url`) {
        mirrors.push(toMirror(text, attributes));
      } else if ([`${FILE}/size`, `${ALTERNATE}/size`].includes(path)) {
        version.size = /^\d{1,15}$/.test(text) ? Number(text) : undefined;
      } else if (path.endsWith('/verification/hash')) {
        version.hashes.set(attributes.get('type') ?? '', text.trim());
      }
    },
  });
  if (root.name !== 'metalink' || root.namespace !== NAMESPACE) {
    throw new ServiceUnavailableError('It is not a metalink');
  }
  if (mirrors.length === 0) {
    requireKnown(content.toString());
  }
  return { mirrors: usable(mirrors), repomd: toExpectations(versions) };
}

function toMirror(text: string, attributes: Map<string, string>): Mirror {
  const preference = Number(attributes.get('preference') ?? 0);
  return { url: text.trim(), preference: preference || 0 };
}

/** Their files are verified by hashes, so http is sufficient. */
function usable(mirrors: Mirror[]): URL[] {
  const urls = mirrors
    .filter(({ url }) => /^https?:/.test(url) && REPOMD_AT_END.test(url))
    .sort((a, b) => b.preference - a.preference)
    .map(({ url }) => url.slice(0, -REPOMD.length))
    .filter(url => URL.canParse(url))
    .map(url => new URL(url));
  if (urls.length === 0) {
    throw new ServiceUnavailableError(
      'It has no mirror of repomd.xml that can be reached by https: or http:',
    );
  }
  return urls;
}

/** A version without a strong hash is not accepted from a mirror. */
function toExpectations(versions: Version[]): ExpectedRepomd[] {
  const expected = versions.flatMap(({ size, hashes }) => {
    const type = HASHES.find(hash => hashes.has(hash));
    return type === undefined
      ? []
      : { size, checksum: toChecksum(type, hashes.get(type) ?? '') };
  });
  if (expected.length === 0) {
    throw new ServiceUnavailableError(
      `It has no ${HASHES.join(' or ')} hash of repomd.xml`,
    );
  }
  return expected;
}

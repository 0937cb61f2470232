import { describeUrl } from '../../../http/describeUrl';
import { withDeadline } from '../../withDeadline';
import { fetchFile } from '../repodata/fetchFile';
import { parseRepomd, type PrimaryLocation } from '../repodata/parseRepomd';
import { resolveLocation } from '../repodata/resolveLocation';
import { understand } from '../repodata/understand';
import type { MirrorList } from './MirrorList';
import type { Reader } from './Reader';
import { verifyRepomd } from './verifyRepomd';

const REPOMD = 'repodata/repomd.xml';
const MAX_REPOMD_BYTES = 1024 * 1024;

/** What a mirror says of its version of a repository. */
export interface Repomd {
  /** Where the mirror has its files, after redirects. */
  base: URL;
  primary: PrimaryLocation;
  /** Names the version's list of packages. */
  key: string;
  /** Seconds since 1970; undefined where it says none. */
  timestamp?: number;
  /** What is not taken of it, a sentence each. */
  warnings: string[];
}

/** A mirror's `repomd.xml`, of a version that its list knows if it knows any. */
export async function readRepomd(
  mirror: URL,
  { repomd: expected, namedBy }: MirrorList,
  { http, signal, timeLimits }: Reader,
): Promise<Repomd> {
  const url = new URL(REPOMD, mirror);
  const name = describeUrl(url);
  const { content, from } = await withDeadline(
    { signal, milliseconds: timeLimits.repomd, name },
    async withLimit => {
      const response = await fetchFile(http, url, {
        kind: 'repomd',
        namedBy,
        signal: withLimit,
      });
      const bytes = await response.bytes(MAX_REPOMD_BYTES);
      return { content: bytes, from: response.url };
    },
  );
  if (expected) {
    verifyRepomd(content, name, expected);
  }
  const { primary, warnings } = await understand(name, signal, async () =>
    parseRepomd(content),
  );
  const base = baseOf(from) ?? mirror;
  // A mirror that points elsewhere is not even asked for its list.
  resolveLocation(base, primary);
  const { algorithm, value } = primary.checksum;
  return {
    base,
    primary,
    key: `${algorithm}:${value}`,
    timestamp: primary.timestamp,
    warnings: warnings.map(warning => `${name}: ${warning}.`),
  };
}

/** The mirror that a redirecting address chose: its files belong together. */
function baseOf(repomd: URL): URL | undefined {
  return repomd.pathname.endsWith(`/${REPOMD}`)
    ? new URL('..', repomd)
    : undefined;
}

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

/** A mirror's version of a repository. */
export interface Repomd {
  /** The address of the mirror's files, after redirects. */
  base: URL;
  primary: PrimaryLocation;
  /** Identifies the version's list of packages. */
  key: string;
  /** Seconds since 1970; undefined without a time. */
  timestamp?: number;
  /** Ignored parts, one sentence each. */
  warnings: string[];
}

/**
 * Reads a mirror's `repomd.xml`; its version must be one of the metalink's, if
 * there is one.
 */
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
  // A mirror that points elsewhere gets no request for its list.
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

/** The mirror that a redirect chose, because its files belong together. */
function baseOf(repomd: URL): URL | undefined {
  return repomd.pathname.endsWith(`/${REPOMD}`)
    ? new URL('..', repomd)
    : undefined;
}

import type { Checksum } from '../repodata/checksum';

/** The expected size and hash of a `repomd.xml`. */
export interface ExpectedRepomd {
  /** Bytes. */
  size?: number;
  /** The strongest known hash. */
  checksum: Checksum;
}

/** Mirrors of one repository, the most preferred first. */
export interface MirrorList {
  mirrors: URL[];
  /** The configured address that listed them. */
  namedBy: URL;
  /** Any of these is valid; undefined if nothing is known beforehand. */
  repomd?: ExpectedRepomd[];
}

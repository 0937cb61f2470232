import type { Checksum } from '../repodata/checksum';

/** What a `repomd.xml` must be to be believed. */
export interface ExpectedRepomd {
  /** Bytes. */
  size?: number;
  /** The strongest that is known. */
  checksum: Checksum;
}

/** Mirrors of one repository, the most preferred first. */
export interface MirrorList {
  mirrors: URL[];
  /** The address that a person gave, which named them. */
  namedBy: URL;
  /** Any of these will do; undefined where nothing is known beforehand. */
  repomd?: ExpectedRepomd[];
}

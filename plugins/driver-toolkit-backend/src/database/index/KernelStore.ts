import type { SourceKernel } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** A kernel in the index. */
export interface StoredKernel extends SourceKernel {
  source: string;
  tag: string;
  /** Compared byte by byte, it orders kernels like rpm. */
  sortKey: string;
  /** It has left its source, but something still uses it. */
  retired: boolean;
}

/** A kernel that its source has, with its architectures and flavours. */
export interface KnownKernel {
  kernel: string;
  architectures: string[];
}

/** A kernel to store. */
export type MergedKernel = SourceKernel & Pick<StoredKernel, 'retired'>;

/** The effect of a new reading on a source's kernels. */
export interface KernelMerge {
  /**
   * Kernels that have left the source, and stay only if something uses them.
   */
  leaving: readonly StoredKernel[];
  /**
   * @param used - the kernels of `leaving` that have images or driver builds
   */
  kernels: (used: ReadonlySet<string>) => MergedKernel[];
}

/** A replacement of a source's kernels. */
export interface KernelReplacement {
  source: string;
  /** The number of the read. */
  attempt: number;
  /** A kernel with an image in one of these repositories is used. */
  repositories: readonly string[];
  /** Must be quick: others wait for the transaction. */
  merge: (before: readonly StoredKernel[]) => KernelMerge;
  warnings: string[];
  /** Architectures that were not read completely. */
  incomplete: string[];
}

/** Keeps the last good reading of every kernel source. */
export interface KernelStore {
  /**
   * Replaces a source's kernels in one transaction.
   *
   * @returns false if a newer reading is already stored
   */
  replace(replacement: KernelReplacement): Promise<boolean>;
  /** The kernels of the last good reading; no retired kernels. */
  known(source: string): Promise<KnownKernel[]>;
  /** A source's kernels, unordered. */
  load(source: string): Promise<StoredKernel[]>;
}

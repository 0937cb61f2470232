import type { SourceKernel } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** A kernel as the index has it. */
export interface StoredKernel extends SourceKernel {
  source: string;
  tag: string;
  /** Orders kernels as rpm does, byte by byte. */
  sortKey: string;
  /** It left its source, and something still uses it. */
  retired: boolean;
}

/** A kernel that its source is known to have, and for what. */
export interface KnownKernel {
  kernel: string;
  architectures: string[];
}

/** A kernel as it is to be stored. */
export type MergedKernel = SourceKernel & Pick<StoredKernel, 'retired'>;

/** What becomes of a source's kernels with a new reading. */
export interface KernelMerge {
  /** What has left the source, and stays only where something uses it. */
  leaving: readonly StoredKernel[];
  /** @param used - which of `leaving` have images or driver builds */
  kernels: (used: ReadonlySet<string>) => MergedKernel[];
}

/** What a source's kernels are replaced by. */
export interface KernelReplacement {
  source: string;
  /** The number that the read began with. */
  attempt: number;
  /** Repositories in which an image of a kernel means that the kernel is used. */
  repositories: readonly string[];
  /** Has to be quick: others wait for the transaction. */
  merge: (before: readonly StoredKernel[]) => KernelMerge;
  warnings: string[];
  /** Architectures that were not read whole. */
  incomplete: string[];
}

/** Keeps the last good reading of every kernel source. */
export interface KernelStore {
  /**
   * Replaces a source's kernels in one transaction.
   *
   * @returns false where a newer reading is stored already
   */
  replace(replacement: KernelReplacement): Promise<boolean>;
  /** What the source had when it was last read well; no retired kernels. */
  known(source: string): Promise<KnownKernel[]>;
  /** A source's kernels, in no order. */
  load(source: string): Promise<StoredKernel[]>;
}

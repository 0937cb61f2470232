import type {
  KernelReading,
  SourceKernel,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

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

/** What a reading is stored with. */
export interface KernelReplacement {
  source: string;
  /** The number that the read began with. */
  attempt: number;
  reading: KernelReading;
  /** Repositories in which an image of a kernel means that the kernel is used. */
  repositories: string[];
  /** Whether something beside an indexed image uses a kernel. */
  isUsed: (kernel: string) => boolean;
}

/** Keeps the last good reading of every kernel source. */
export interface KernelStore {
  /**
   * Replaces a source's kernels by a reading, in one transaction. What was
   * known of architectures that the reading could not read whole is kept, and
   * so are kernels that are gone but used, as retired ones.
   *
   * @returns false where a newer reading is stored already
   */
  replace(replacement: KernelReplacement): Promise<boolean>;
  /** What the source had when it was last read well; no retired kernels. */
  known(source: string): Promise<KnownKernel[]>;
  /** A source's kernels, in no order. */
  load(source: string): Promise<StoredKernel[]>;
}

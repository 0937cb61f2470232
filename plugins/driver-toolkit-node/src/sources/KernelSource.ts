import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Flavour } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** A kernel as its source has it. @public */
export interface SourceKernel {
  /** version-release, such as `5.14.0-391.el9`. */
  kernel: string;
  flavours: Flavour[];
}

/** What one good read of a kernel source gave. @public */
export interface KernelReading {
  kernels: SourceKernel[];
  /** Parts that could not be had and do not spoil the rest: a sentence each. */
  warnings: string[];
  /**
   * Architectures of which some repository could not be read: flavours that
   * were known of them and are missing here may still exist.
   */
  incompleteArchitectures?: string[];
}

/**
 * A place kernels are read from.
 *
 * @remarks
 * `read` either returns a complete reading or throws: a source that could not
 * be read must never look like one that became empty.
 *
 * @public
 */
export interface KernelSource {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  read(options: {
    signal: AbortSignal;
    logger: LoggerService;
  }): Promise<KernelReading>;
}

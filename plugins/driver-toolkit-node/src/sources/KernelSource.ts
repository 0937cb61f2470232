import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Flavour } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** A kernel in its source. @public */
export interface SourceKernel {
  /** version-release, such as `5.14.0-391.el9`. */
  kernel: string;
  flavours: Flavour[];
  /**
   * Toolkit images of this kernel that its source names, those of the newest
   * releases first; undefined if it names none. Drivers can be built in them
   * even if no flavour is buildable: such a source does not list the packages
   * for building another toolkit image.
   */
  toolkitImages?: ReleaseToolkitImage[];
  /**
   * Releases whose nodes run this kernel although none of their toolkit images
   * is for it; undefined if none.
   */
  releasesWithoutToolkit?: ReleasesWithoutToolkit[];
}

/** A toolkit image that comes with releases of a platform. @public */
export interface ReleaseToolkitImage {
  /** RPM name. */
  architecture: string;
  /** `image@sha256:…`; pull it with the source's pull secret. */
  reference: string;
  /** Versions of the newest releases that have it, the newest first; 20 at most. */
  releases: string[];
  /** Number of releases that have it. */
  releaseCount: number;
}

/**
 * Releases of a platform whose toolkit images are for another kernel than their
 * nodes run.
 *
 * @public
 */
export interface ReleasesWithoutToolkit {
  /** RPM name. */
  architecture: string;
  /** Versions of the newest ones, the newest first; 20 at most. */
  releases: string[];
  /** Number of releases. */
  releaseCount: number;
  /** Their toolkit images; empty for releases without any. */
  toolkits: OtherToolkit[];
}

/** A toolkit image and its kernel. @public */
export interface OtherToolkit {
  /** `image@sha256:…` */
  reference: string;
  /**
   * version-release; `uname -r` if the nodes run another variant of the same
   * kernel.
   */
  kernel: string;
}

/** The result of one successful read of a kernel source. @public */
export interface KernelReading {
  kernels: SourceKernel[];
  /** One sentence for each part that could not be read; the rest is valid. */
  warnings: string[];
  /**
   * Architectures with an unreadable repository: known flavours that are
   * missing here may still exist.
   */
  incompleteArchitectures?: string[];
  /** Kernels of the source that `keepLatest` excludes from `kernels`. */
  older?: string[];
}

/**
 * A source of kernels.
 *
 * @remarks
 * `read` either returns a complete reading or throws: an unreadable source must
 * never look like an empty one.
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

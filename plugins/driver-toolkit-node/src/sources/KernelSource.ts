import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Flavour } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** A kernel as its source has it. @public */
export interface SourceKernel {
  /** version-release, such as `5.14.0-391.el9`. */
  kernel: string;
  flavours: Flavour[];
  /**
   * Toolkit images of this kernel that its source names, those of the newest
   * releases first; undefined where it names none. Drivers can be built in
   * them although no flavour may be buildable: such a source tells nothing of
   * the packages that another toolkit image would be built from.
   */
  toolkitImages?: ReleaseToolkitImage[];
  /**
   * Releases whose nodes run this kernel although none of their toolkit images
   * is for it; undefined where there are none.
   */
  releasesWithoutToolkit?: ReleasesWithoutToolkit[];
}

/** A toolkit image that comes with releases of a platform. @public */
export interface ReleaseToolkitImage {
  /** RPM name. */
  architecture: string;
  /** `image@sha256:…`, to be pulled with the source's pull secret. */
  reference: string;
  /** Versions of the newest releases that have it, the newest first; 20 at most. */
  releases: string[];
  /** How many releases have it. */
  releaseCount: number;
}

/**
 * Releases of a platform whose nodes run another kernel than their toolkit
 * images are for.
 *
 * @public
 */
export interface ReleasesWithoutToolkit {
  /** RPM name. */
  architecture: string;
  /** Versions of the newest of them, the newest first; 20 at most. */
  releases: string[];
  /** How many there are. */
  releaseCount: number;
  /** The toolkit images that they have; empty for releases without any. */
  toolkits: OtherToolkit[];
}

/** A toolkit image and the kernel that it is for. @public */
export interface OtherToolkit {
  /** `image@sha256:…` */
  reference: string;
  /** version-release; `uname -r` where the nodes run another variant of the same. */
  kernel: string;
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
  /** Kernels that the source has but `keepLatest` left out of `kernels`. */
  older?: string[];
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

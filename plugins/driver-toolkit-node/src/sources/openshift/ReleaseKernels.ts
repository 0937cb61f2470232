import type { Flavour } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { SemVer } from 'semver';

/** A toolkit image and the kernels it is for. */
export interface ReleaseToolkit {
  reference: string;
  /** The default kernel is the first. */
  flavours: Flavour[];
}

/** The kernels of a release for one architecture. */
export interface ReleaseKernels {
  version: SemVer;
  /** RPM name. */
  architecture: string;
  /**
   * The kernels that its nodes run; undefined if the release does not name the
   * image that they boot.
   */
  nodes: Flavour[] | undefined;
  toolkits: ReleaseToolkit[];
}

/** Whether modules built in a toolkit image load into a kernel. */
export function isFor({ flavours }: ReleaseToolkit, kernel: Flavour): boolean {
  return flavours.some(
    ({ unameRelease }) => unameRelease === kernel.unameRelease,
  );
}

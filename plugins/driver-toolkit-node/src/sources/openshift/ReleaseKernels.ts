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
  /** What its nodes run; undefined where the release does not name what they boot. */
  nodes: Flavour[] | undefined;
  toolkits: ReleaseToolkit[];
}

/** Whether modules that are built in a toolkit image load into a kernel. */
export function isFor({ flavours }: ReleaseToolkit, kernel: Flavour): boolean {
  return flavours.some(
    ({ unameRelease }) => unameRelease === kernel.unameRelease,
  );
}

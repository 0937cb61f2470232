import {
  buildableArchitectures,
  toOciArchitecture,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { SourceKernel } from '../sources/KernelSource';

/** An architecture by both its names. @public */
export interface Architecture {
  /** Such as `x86_64`. */
  rpm: string;
  /** Such as `amd64`. */
  oci: string;
}

/**
 * The architectures that a kernel's toolkit image can be built for, with their
 * OCI names.
 */
export function architecturesOf(kernel: SourceKernel): Architecture[] {
  return buildableArchitectures(kernel)
    .map(rpm => ({ rpm, oci: toOciArchitecture(rpm) }))
    .sort((a, b) => (a.oci < b.oci ? -1 : 1));
}

import {
  parseKernelPackage,
  type Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** The packages that a kernel's modules are built with and against. @public */
export interface KernelParts<T> {
  /** Those that may hold the kernel itself. */
  core: T[];
  /** Those that hold what modules are built with. */
  devel: T[];
}

/**
 * Finds what a toolkit cannot do without, whatever a distribution calls it:
 * `kernel-core` and `kernel-devel`; `kernel-uek-core` and `kernel-uek-devel`;
 * where no package is a `core`, the one without a suffix holds the kernel, as
 * `kernel` of Amazon Linux and `kernel-uek` of UEK 6 do.
 *
 * @remarks
 * Index, matrix, builds and the check of a finished image all ask this
 * function; the Dockerfile says the same in its own words.
 *
 * @param packages - of one kernel, or of one image
 * @public
 */
export function findKernelParts<T extends { name: string }>(
  packages: readonly T[],
  variant: Variant = 'default',
): KernelParts<T> {
  const ofPart = (part: 'core' | 'meta' | 'devel') =>
    packages.filter(({ name }) => {
      const kind = parseKernelPackage(name);
      return kind?.part === part && kind.variant === variant;
    });
  const core = ofPart('core');
  return {
    core: core.length > 0 ? core : ofPart('meta'),
    devel: ofPart('devel'),
  };
}

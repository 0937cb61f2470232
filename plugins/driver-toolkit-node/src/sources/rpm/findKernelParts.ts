import {
  parseKernelPackage,
  type Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** The packages that a kernel's modules are built with and against. @public */
export interface KernelParts<T> {
  /** Packages that may contain the kernel itself. */
  core: T[];
  /** Packages for building modules. */
  devel: T[];
}

/**
 * Finds the packages that a toolkit requires, under each distribution's names:
 * `kernel-core` and `kernel-devel`; `kernel-uek-core` and `kernel-uek-devel`.
 * Without a `core` package, the one without a suffix has the kernel, like
 * `kernel` of Amazon Linux and `kernel-uek` of UEK 6.
 *
 * @remarks
 * Index, matrix, builds and the check of a finished image all use this
 * function; the Dockerfile repeats its rules.
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

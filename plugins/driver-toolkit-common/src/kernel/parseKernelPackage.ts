import type { Variant } from '../api';
import { isVariant } from './variants';

/** What a kernel is packaged in, beside the package without a suffix. @public */
export const KERNEL_PACKAGE_PARTS = [
  'core',
  'modules-core',
  'modules',
  'modules-extra',
  'modules-internal',
  'modules-partner',
  'devel',
  'devel-matched',
  'headers',
  'cross-headers',
  'abi-stablelists',
  'abi-whitelists',
  'doc',
  'tools',
  'tools-libs',
  'tools-libs-devel',
  'uki-virt',
  'uki-virt-addons',
  'kvm',
  'debuginfo',
] as const;

/** What a kernel package holds; `meta` is the one without a suffix. @public */
export type KernelPackagePart = 'meta' | (typeof KERNEL_PACKAGE_PARTS)[number];

const NAME = /^kernel((?:-(?:rt|64k|debug))*)(?:-(.+))?$/;

/** @public */
export interface KernelPackage {
  variant: Variant;
  part: KernelPackagePart;
}

/**
 * What a package of the distribution's kernel is by its name:
 * `kernel-rt-64k-debug-devel` is the `devel` part of `rt-64k-debug`.
 *
 * @returns undefined for every other package, kernels of other families
 * (`kernel-uek`, `kernel-lt`) included.
 * @public
 */
export function parseKernelPackage(name: string): KernelPackage | undefined {
  const match = NAME.exec(name);
  if (!match) {
    return undefined;
  }
  const [, flavour, suffix] = match;
  const variant = flavour.slice(1) || 'default';
  const part =
    suffix === undefined
      ? 'meta'
      : KERNEL_PACKAGE_PARTS.find(p => p === suffix);
  return part && isVariant(variant) ? { variant, part } : undefined;
}

import type { Variant } from '../api';
import { isVariant } from './variants';

/**
 * Parts of a kernel's packaging, besides the package without a suffix. @public
 */
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

/**
 * The part in a kernel package; `meta` is the package without a suffix. @public
 */
export type KernelPackagePart = 'meta' | (typeof KERNEL_PACKAGE_PARTS)[number];

/** Kernel families besides a distribution's own: `uek` is Oracle's. @public */
export type KernelFamily = 'uek';

const NAME = /^kernel((?:-(?:rt|64k|debug))*)(?:-(.+))?$/;

// Oracle writes kernel-uek64kdebug where others write kernel-64k-debug.
const UEK_NAME = /^kernel-uek(?:next)?(64k)?(?:-?(debug))?(?:-(.+))?$/;

/** @public */
export interface KernelPackage {
  variant: Variant;
  part: KernelPackagePart;
  /** Undefined for the distribution's own kernel. */
  family?: KernelFamily;
}

/**
 * Classifies a kernel's package by its name: `kernel-rt-64k-debug-devel` is the
 * `devel` part of `rt-64k-debug`, `kernel-uek-core` the `core` part of Oracle's
 * default kernel.
 *
 * @remarks
 * A kernel without a `core` part, like Oracle's until UEK 6, is in `meta`
 * itself.
 *
 * @returns undefined for every other package, including other kernel families
 * (`kernel-lt`, `kernel-automotive`).
 * @public
 */
export function parseKernelPackage(name: string): KernelPackage | undefined {
  const uek = UEK_NAME.exec(name);
  if (uek) {
    const [, pageSize, debug, suffix] = uek;
    const variant = [pageSize, debug].filter(Boolean).join('-');
    const found = toPackage(variant, suffix);
    return found && { ...found, family: 'uek' };
  }
  const [, flavour, suffix] = NAME.exec(name) ?? [];
  return flavour === undefined
    ? undefined
    : toPackage(flavour.slice(1), suffix);
}

function toPackage(
  flavour: string,
  suffix: string | undefined,
): KernelPackage | undefined {
  const variant = flavour || 'default';
  const part =
    suffix === undefined
      ? 'meta'
      : KERNEL_PACKAGE_PARTS.find(p => p === suffix);
  return part && isVariant(variant) ? { variant, part } : undefined;
}

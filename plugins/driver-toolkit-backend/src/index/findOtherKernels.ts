import type { StoredKernel } from '../database/index/KernelStore';
import type { IndexTables } from './state/IndexTables';

/** A kernel of another source, and how the kernel looked for relates to it. */
export interface OtherKernel {
  kernel: StoredKernel;
  /**
   * RPM names of the architectures that can be built; empty for a retired
   * kernel.
   */
  architectures: string[];
}

/**
 * Finds the same kernel in other sources that have or had its packages, for a
 * kernel whose own source has neither packages nor a toolkit image for every
 * architecture.
 */
export function findOtherKernels(
  tables: IndexTables,
  { source, kernel, tag, flavours, toolkitImages = [] }: StoredKernel,
): OtherKernel[] {
  const needed = new Set(flavours.map(({ architecture }) => architecture));
  toolkitImages.forEach(({ architecture }) => needed.delete(architecture));
  if (needed.size === 0 || flavours.some(({ buildable }) => buildable)) {
    return [];
  }
  return tables
    .kernelsOf(tag)
    .filter(other => other.source !== source && other.kernel === kernel)
    .map(other => ({
      kernel: other,
      architectures: other.flavours
        .filter(
          ({ architecture, variant, buildable }) =>
            variant === 'default' && buildable && needed.has(architecture),
        )
        .map(({ architecture }) => architecture),
    }))
    .filter(({ architectures }) => architectures.length > 0)
    .map(other =>
      other.kernel.retired ? { ...other, architectures: [] } : other,
    );
}

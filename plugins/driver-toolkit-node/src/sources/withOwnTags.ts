import { formatTag } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { SourceKernel } from './KernelSource';

/**
 * Leaves out kernels whose image would have the tag of another one, as
 * `6.12.0-55.el10+1` has that of `6.12.0-55.el10_1`: one's image would pass for
 * the other's.
 *
 * @param kernels - of two, the first stays
 */
export function withOwnTags(kernels: readonly SourceKernel[]): {
  kernels: SourceKernel[];
  warnings: string[];
} {
  const owners = new Map<string, string>();
  const warnings: string[] = [];
  const kept = kernels.filter(({ kernel }) => {
    const tag = formatTag(kernel);
    const owner = owners.get(tag);
    if (owner !== undefined) {
      warnings.push(
        `Kernel ${kernel} is left out: its image would have the tag of ${owner}'s.`,
      );
      return false;
    }
    owners.set(tag, kernel);
    return true;
  });
  return { kernels: kept, warnings };
}

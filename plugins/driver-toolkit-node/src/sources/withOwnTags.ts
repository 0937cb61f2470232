import { formatTag } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { SourceKernel } from './KernelSource';

/**
 * Leaves out kernels whose image would have another one's tag, such as
 * `6.12.0-55.el10+1` and `6.12.0-55.el10_1`: one image would be mistaken for
 * the other.
 *
 * @param kernels - the first of two stays
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

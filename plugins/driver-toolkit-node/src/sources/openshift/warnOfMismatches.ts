import type { ReleasesWithoutToolkit, SourceKernel } from '../KernelSource';
import { firstFew } from './firstFew';

/** Warns about nodes' kernels without a toolkit image in their own release. */
export function warnOfMismatches(kernels: SourceKernel[]): string[] {
  return firstFew(
    kernels.flatMap(source =>
      (source.releasesWithoutToolkit ?? []).map(releases =>
        describe(source, releases),
      ),
    ),
    'Kernels of nodes for which their release has no toolkit image either',
  );
}

function describe(
  { kernel, flavours }: SourceKernel,
  releases: ReleasesWithoutToolkit,
): string {
  const { architecture, releaseCount, toolkits } = releases;
  const [newest] = releases.releases;
  const are = toolkits.length === 1 ? 'its own is' : 'its own are';
  const others = [...new Set(toolkits.map(toolkit => toolkit.kernel))];
  // Only the complete `uname -r` distinguishes variants of one kernel.
  const run = others.some(other => other.startsWith(`${kernel}.`))
    ? flavours
        .filter(flavour => flavour.architecture === architecture)
        .map(({ unameRelease }) => unameRelease)
        .join(' and ')
    : kernel;
  return `Nodes of release ${newest} for ${architecture} run kernel ${run}, for which it has no toolkit image${
    others.length > 0 ? `: ${are} for ${others.join(' and ')}` : ''
  }.${
    releaseCount > 1
      ? ` The same applies to older releases: ${releaseCount - 1}.`
      : ''
  }`;
}

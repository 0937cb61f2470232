import { rcompare, type SemVer } from 'semver';
import type { ReleasesWithoutToolkit } from '../KernelSource';
import { compareText } from './compareText';
import { nameReleases } from './nameReleases';
import type { ReleaseKernels } from './ReleaseKernels';

/**
 * Groups releases without a toolkit image for a kernel of their nodes by their
 * toolkit images. An image for another variant of the same kernel is described
 * by `uname -r`.
 */
export function describeMismatches(
  kernel: string,
  releases: ReleaseKernels[],
): ReleasesWithoutToolkit[] {
  const byImages = new Map<string, ReleaseKernels[]>();
  for (const release of releases) {
    const references = release.toolkits.map(({ reference }) => reference);
    const key = [release.architecture, ...references].join(' ');
    byImages.set(key, [...(byImages.get(key) ?? []), release]);
  }
  return [...byImages.values()]
    .map(same => ({
      architecture: same[0].architecture,
      toolkits: same[0].toolkits.map(({ reference, flavours }) => ({
        reference,
        kernel:
          flavours[0].release === kernel
            ? flavours[0].unameRelease
            : flavours[0].release,
      })),
      ...nameReleases(same.map(({ version }) => version)),
    }))
    .sort(newestFirst)
    .map(({ newest: _, ...described }) => described);
}

type Described = ReleasesWithoutToolkit & { newest: SemVer };

/** Then by architecture, so that readings are reproducible. */
function newestFirst(a: Described, b: Described): number {
  return (
    rcompare(a.newest, b.newest) || compareText(a.architecture, b.architecture)
  );
}

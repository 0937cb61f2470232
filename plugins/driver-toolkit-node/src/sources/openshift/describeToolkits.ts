import { rcompare, type SemVer } from 'semver';
import type { ReleaseToolkitImage } from '../KernelSource';
import { compareText } from './compareText';
import { nameReleases } from './nameReleases';
import type { ReleaseToolkit } from './ReleaseKernels';

/** A toolkit image of one release. */
export interface ReleasedToolkit extends ReleaseToolkit {
  version: SemVer;
  /** RPM name. */
  architecture: string;
}

/** The toolkit images of a kernel, each with its releases, those of the newest first. */
export function describeToolkits(
  toolkits: ReleasedToolkit[],
): ReleaseToolkitImage[] {
  const byImage = new Map<string, ReleasedToolkit[]>();
  for (const toolkit of toolkits) {
    const key = `${toolkit.architecture} ${toolkit.reference}`;
    byImage.set(key, [...(byImage.get(key) ?? []), toolkit]);
  }
  return [...byImage.values()]
    .map(same => ({
      architecture: same[0].architecture,
      reference: same[0].reference,
      ...nameReleases(same.map(({ version }) => version)),
    }))
    .sort(newestReleaseFirst)
    .map(({ newest: _, ...image }) => image);
}

type Described = ReleaseToolkitImage & { newest: SemVer };

/** Then by name, so that readings are reproducible. */
function newestReleaseFirst(a: Described, b: Described): number {
  return (
    rcompare(a.newest, b.newest) ||
    compareText(a.architecture, b.architecture) ||
    compareText(a.reference, b.reference)
  );
}

import { rcompare, type SemVer } from 'semver';

/** Maximum of named releases. */
const MAX_RELEASES = 20;

/** Names the newest of some releases, and counts all of them. */
export function nameReleases(versions: SemVer[]): {
  newest: SemVer;
  releases: string[];
  releaseCount: number;
} {
  const sorted = [...versions].sort((a, b) => rcompare(a, b));
  const releases = [...new Set(sorted.map(({ version }) => version))];
  return {
    newest: sorted[0],
    releases: releases.slice(0, MAX_RELEASES),
    releaseCount: releases.length,
  };
}

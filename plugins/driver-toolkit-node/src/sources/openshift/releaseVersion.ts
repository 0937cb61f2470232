import { parse, type SemVer } from 'semver';

/** Channels of which only finished releases are read: Red Hat's for production. */
const FINISHED_ONLY = /^(stable|fast|eus)(-|$)/;
/** OKD names every release by its build, `4.15.0-0.okd-2024-03-10-010116`. */
const OKD = /\bokd\b/;
const OKD_PREVIEW = /\b(ec|rc|fc)\b/;

/**
 * A release's version as semantic versioning reads it; undefined where it
 * cannot.
 */
export function parseReleaseVersion(version: string): SemVer | undefined {
  return parse(version) ?? undefined;
}

/** Whether a channel is one to take a release from. */
export function isReleaseOf(channel: string, version: SemVer): boolean {
  const suffix = version.prerelease.join('.');
  const isFinished =
    suffix === '' || (OKD.test(suffix) && !OKD_PREVIEW.test(suffix));
  return isFinished || !FINISHED_ONLY.test(channel);
}

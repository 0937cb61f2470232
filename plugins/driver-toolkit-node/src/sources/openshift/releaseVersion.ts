import { parse, type SemVer } from 'semver';

/** Channels of finished releases only: Red Hat's for production. */
const FINISHED_ONLY = /^(stable|fast|eus)(-|$)/;
/** OKD names every release by its build, `4.15.0-0.okd-2024-03-10-010116`. */
const OKD = /\bokd\b/;
const OKD_PREVIEW = /\b(ec|rc|fc)\b/;

/** A release's semantic version; undefined if it is invalid. */
export function parseReleaseVersion(version: string): SemVer | undefined {
  return parse(version) ?? undefined;
}

/** Whether to use a release of this channel. */
export function isReleaseOf(channel: string, version: SemVer): boolean {
  const suffix = version.prerelease.join('.');
  const isFinished =
    suffix === '' || (OKD.test(suffix) && !OKD_PREVIEW.test(suffix));
  return isFinished || !FINISHED_ONLY.test(channel);
}

/** Of the hexadecimal value that a tag holds. */
const MAX_ENCODED = 64;

/** The tag that stands in for the referrers API (distribution-spec, "Referrers Tag Schema"). */
export function referrersTag(digest: string): string {
  const [algorithm, encoded] = digest.split(':');
  return `${algorithm}-${encoded.slice(0, MAX_ENCODED)}`;
}

/** Characters of the hexadecimal value in a tag. */
const MAX_ENCODED = 64;

/**
 * The tag that replaces the referrers API (distribution-spec, "Referrers Tag
 * Schema").
 */
export function referrersTag(digest: string): string {
  const [algorithm, encoded] = digest.split(':');
  return `${algorithm}-${encoded.slice(0, MAX_ENCODED)}`;
}

import type { OldTag } from './findOldTags';

/** The most tags that one run deletes, and that its report names as kept. */
const MAX_TAGS = 100;

/**
 * The oldest tags of each outcome, within the limits of a run and its report.
 *
 * @param tags - newest first
 * @returns `problems`: messages about the tags that were left out
 */
export function limitTags(tags: readonly OldTag[]): {
  tags: OldTag[];
  problems: string[];
} {
  const listed = tags.filter(({ outcome }) => outcome === 'listed');
  const kept = tags.filter(({ outcome }) => outcome === 'kept');
  const problems: string[] = [];
  if (listed.length > MAX_TAGS) {
    problems.push(
      `One run deletes ${MAX_TAGS} tags at most, the oldest first; ${
        listed.length - MAX_TAGS
      } more are left for later runs.`,
    );
  }
  if (kept.length > MAX_TAGS) {
    problems.push(
      `${
        kept.length - MAX_TAGS
      } more old tags are kept and not listed in this report.`,
    );
  }
  return {
    tags: [...listed.slice(-MAX_TAGS), ...kept.slice(-MAX_TAGS)],
    problems,
  };
}

import type { OldTag } from './findOldTags';

/** Tags that one run may delete, and tags that its report names as kept. */
const MAX_TAGS = 100;

/**
 * The oldest of each outcome, as far as one run goes and its report has room.
 *
 * @param tags - newest first
 * @returns `problems` tell of those that were left out
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
      } more are left to later runs.`,
    );
  }
  if (kept.length > MAX_TAGS) {
    problems.push(
      `${
        kept.length - MAX_TAGS
      } more old tags are kept than this report names.`,
    );
  }
  return {
    tags: [...listed.slice(-MAX_TAGS), ...kept.slice(-MAX_TAGS)],
    problems,
  };
}

const DAY = 24 * 60 * 60_000;

/**
 * When to read an image's attachments again: after half its age, a day at most.
 * Signatures and the like follow soon after an image or never; an old image
 * costs a request per day, spread by a quarter either way.
 *
 * @param created - The image's own time; unknown counts as old.
 * @param now - Milliseconds since the epoch, like the result.
 */
export function nextLook(created: string | undefined, now: number): number {
  const age = now - Date.parse(created ?? '');
  const wait = Number.isNaN(age) ? DAY : Math.min(DAY, Math.max(0, age / 2));
  return now + wait * (0.75 + Math.random() / 2);
}

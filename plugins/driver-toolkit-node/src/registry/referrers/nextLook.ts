const DAY = 24 * 60 * 60_000;

/**
 * When to ask again what is attached to an image: after half its age, a day at
 * most. Signatures and the like follow soon after an image or never; an old
 * image costs a request a day, spread by a quarter of it either way.
 *
 * @param created - As the image has it; unknown counts as old.
 * @param now - Milliseconds since the epoch, as the result.
 */
export function nextLook(created: string | undefined, now: number): number {
  const age = now - Date.parse(created ?? '');
  const wait = Number.isNaN(age) ? DAY : Math.min(DAY, Math.max(0, age / 2));
  return now + wait * (0.75 + Math.random() / 2);
}

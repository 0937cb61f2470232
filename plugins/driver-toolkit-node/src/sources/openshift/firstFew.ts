/** Sentences that are told one by one; the rest is counted. */
const MAX_TOLD = 10;

/**
 * The first of many sentences, and how many more there would be.
 *
 * @param others - What those are, to put the count behind.
 */
export function firstFew(sentences: string[], others: string): string[] {
  const more = sentences.length - MAX_TOLD;
  return more > 0
    ? [...sentences.slice(0, MAX_TOLD), `${others}: ${more}.`]
    : sentences;
}

/** Sentences that are listed; the rest is counted. */
const MAX_TOLD = 10;

/**
 * The first of many sentences, and the number of the rest.
 *
 * @param others - Description of the rest, before the number.
 */
export function firstFew(sentences: string[], others: string): string[] {
  const more = sentences.length - MAX_TOLD;
  return more > 0
    ? [...sentences.slice(0, MAX_TOLD), `${others}: ${more}.`]
    : sentences;
}

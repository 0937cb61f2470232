/**
 * rpm's classes of tokens, in rising order: the enum's value is the rank. `end`
 * is the end of the string; only `~` sorts before it.
 */
export enum TokenClass {
  tilde,
  end,
  caret,
  alphabetic,
  numeric,
}

/** A token of a version or release; a number has no leading zeros. */
export interface VersionToken {
  class: TokenClass;
  text: string;
}

/**
 * Splits a version or release like rpm: `~`, `^`, maximal runs of ASCII digits
 * and of ASCII letters; all other characters only separate. The last token is
 * always `end`.
 */
export function versionTokens(segment: string): VersionToken[] {
  const runs = segment.match(/[~^]|[0-9]+|[A-Za-z]+/g) ?? [];
  return [...runs.map(toToken), { class: TokenClass.end, text: '' }];
}

function toToken(run: string): VersionToken {
  if (run === '~') {
    return { class: TokenClass.tilde, text: '' };
  }
  if (run === '^') {
    return { class: TokenClass.caret, text: '' };
  }
  if (/^[0-9]/.test(run)) {
    return { class: TokenClass.numeric, text: run.replace(/^0+/, '') };
  }
  return { class: TokenClass.alphabetic, text: run };
}

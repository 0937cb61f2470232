import { InputError } from '@backstage/errors';

/**
 * Control characters, unpaired surrogates, invisible characters, and characters
 * that change the direction of text: a person would read something other than a
 * program. The two joiners are allowed because some scripts require them.
 */
const HIDDEN = /[\p{Cc}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/u;

/**
 * Refuses deceptive text anywhere in a value: in a text, in a list, in an
 * object's names and values.
 *
 * @param name - the value's name, for the error
 * @throws InputError that names the position and the character
 * @public
 */
export function refuseHiddenCharacters(value: unknown, name: string): void {
  if (typeof value === 'string') {
    const [found] = HIDDEN.exec(value) ?? [];
    if (found !== undefined) {
      const code = found.codePointAt(0)!.toString(16).toUpperCase();
      throw new InputError(
        `${name} has a character that is invisible or changes how the surrounding text is shown (U+${code.padStart(
          4,
          '0',
        )}). Remove it.`,
      );
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      refuseHiddenCharacters(key, `A name in ${name}`);
      refuseHiddenCharacters(
        item,
        Array.isArray(value) ? `${name}[${key}]` : `${name}.${key}`,
      );
    }
  }
}

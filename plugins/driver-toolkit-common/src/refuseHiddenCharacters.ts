import { InputError } from '@backstage/errors';

/**
 * Controls, halves of characters and what no font shows or what changes the
 * direction of text: a person reads something else than a program does. The
 * two joiners stay, which some scripts cannot be written without.
 */
const HIDDEN = /[\p{Cc}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/u;

/**
 * Refuses text that shows something else than it says, wherever it stands in a
 * value: in a text, in a list, in an object's names and values.
 *
 * @param name - of the value, for the error
 * @throws InputError that says where it is, and which character
 * @public
 */
export function refuseHiddenCharacters(value: unknown, name: string): void {
  if (typeof value === 'string') {
    const [found] = HIDDEN.exec(value) ?? [];
    if (found !== undefined) {
      const code = found.codePointAt(0)!.toString(16).toUpperCase();
      throw new InputError(
        `${name} has a character that is not shown, or that changes how the text around it is shown (U+${code.padStart(
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

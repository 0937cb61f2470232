import { InputError } from '@backstage/errors';

/** Writes the sort position of a page's last row as an opaque cursor. */
export function encodeCursor(position: readonly string[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/**
 * Reads a cursor of `length` parts.
 *
 * @throws InputError if {@link encodeCursor} did not write it
 */
export function decodeCursor(cursor: string, length: number): string[] {
  try {
    const position = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (
      Array.isArray(position) &&
      position.length === length &&
      position.every(part => typeof part === 'string')
    ) {
      return position;
    }
  } catch {
    // Falls through to the same error for each defect.
  }
  throw new InputError(
    'This list did not return the cursor; start again from the first page.',
  );
}

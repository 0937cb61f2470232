import type { Writable } from 'node:stream';

/** Prints a document as JSON, or the table made of it. */
export function printResult<TDocument>(
  stdout: Writable,
  document: TDocument,
  options: { json?: boolean; table: (document: TDocument) => string },
): void {
  stdout.write(
    options.json
      ? `${JSON.stringify(document, undefined, 2)}\n`
      : options.table(document),
  );
}

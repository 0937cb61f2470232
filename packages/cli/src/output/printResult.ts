import type { Writable } from 'node:stream';

/** Prints a document as JSON or as a table. */
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

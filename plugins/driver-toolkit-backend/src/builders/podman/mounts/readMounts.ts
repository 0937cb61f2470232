/** The options of one `--mount` flag of a step: `type=bind,target=/src` and the like. */
export type Mount = ReadonlyMap<string, string>;

/** Words that say a flag, and nothing that a parser would make something else of. */
const PLAIN_FLAG = /(?<=\s)--mount=([\w.,:=/@%+-]+)(?=\s|$)/g;
/** What may be dropped from within a word, or joins two lines to one. */
const HIDING = /["'`\\\s\u0085]/g;

/**
 * The `--mount` flags of a Containerfile's steps, or of an image's `ONBUILD`
 * triggers.
 *
 * @remarks
 * Not by a parser: where it and podman's read a line differently, a mount would
 * go unseen. The text is searched for whatever some parser might take for such
 * a flag, and each of those has to be written plainly.
 *
 * @returns undefined where one is not: quoted, over two lines, with a variable
 */
export function readMounts(text: string): Mount[] | undefined {
  const instructions = withoutComments(text);
  const hidden = instructions.replace(HIDING, '').match(/--mount=/gi) ?? [];
  const plain = [...instructions.matchAll(PLAIN_FLAG)];
  return plain.length === hidden.length
    ? plain.map(([, options]) => readOptions(options))
    : undefined;
}

/** Lines that every parser takes for a comment. */
export function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter(line => !/^[ \t]*#/.test(line))
    .join('\n');
}

function readOptions(options: string): Mount {
  return new Map(
    options.split(',').map(option => {
      const [name, ...value] = option.split('=');
      return [name.toLowerCase(), value.join('=')];
    }),
  );
}

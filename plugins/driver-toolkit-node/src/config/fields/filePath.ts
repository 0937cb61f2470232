import { text } from './text';

/** Signs of file content in the place of a path. */
const CONTENT = /[\r\n\0]|-----BEGIN|^\{/;

/** The path of a secret file; refuses the file's content instead of a path. */
export function filePath(allowed: string) {
  return text(allowed).refine(value => !CONTENT.test(value), allowed);
}

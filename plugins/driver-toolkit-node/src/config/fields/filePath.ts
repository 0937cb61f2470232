import { text } from './text';

/** Of what was put in the place of the path to it. */
const CONTENT = /[\r\n\0]|-----BEGIN|^\{/;

/** The path of a file whose content is secret, and so never given in its place. */
export function filePath(allowed: string) {
  return text(allowed).refine(value => !CONTENT.test(value), allowed);
}

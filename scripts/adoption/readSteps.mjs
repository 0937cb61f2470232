/**
 * A code block of a document, for the reader to follow.
 *
 * @typedef {object} Step
 * @property {string} language
 * @property {string} [file] the file to change, from the comment in its first line
 * @property {string} code without that line
 */

/**
 * The code blocks below a heading of a Markdown document.
 *
 * @param {string} document
 * @param {string} heading of the second level
 * @returns {Step[]}
 * @throws Error if the document has no such section, or the section has no code
 */
export function readSteps(document, heading) {
  const section = document
    .split(/^## /m)
    .find(text => text.startsWith(`${heading}\n`));
  const blocks = [...(section ?? '').matchAll(/^```(\w+)\n([^]*?)^```$/gm)];
  if (blocks.length === 0) {
    throw new Error(`There are no steps below '${heading}'.`);
  }
  return blocks.map(([, language, code]) => {
    const [, file] = /^(?:#|\/\/) (\S+\.\w+)\n/.exec(code) ?? [];
    return {
      language,
      file,
      code: file ? code.slice(code.indexOf('\n') + 1) : code,
    };
  });
}

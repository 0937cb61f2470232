/**
 * A code block of a document that its reader acts on.
 *
 * @typedef {object} Step
 * @property {string} language
 * @property {string} [file] what its first line names in a comment: where it goes
 * @property {string} code without that line
 */

/**
 * The code blocks below a heading of a Markdown document.
 *
 * @param {string} document
 * @param {string} heading of the second level
 * @returns {Step[]}
 * @throws Error if the document has no such section, or no code in it
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

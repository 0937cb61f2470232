/**
 * A table in GitHub's Markdown.
 *
 * @param {string[]} head
 * @param {string[][]} rows
 */
export function table(head, rows) {
  return [head, head.map(() => '---'), ...rows]
    .map(cells => `| ${cells.map(toCell).join(' | ')} |`)
    .join('\n');
}

/** @param {string} text */
export function code(text) {
  return `\`${text}\``;
}

/**
 * Text of a description, in which `<name>` is not HTML.
 *
 * @param {string} text
 */
export function prose(text) {
  // Every second part is a code span, which needs no escaping.
  return text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 ? part : part.replaceAll('<', '\\<')))
    .join('');
}

/** @param {string} text */
function toCell(text) {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}

/**
 * The anchor of a heading.
 *
 * @param {string} heading
 */
export function toAnchor(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');
}

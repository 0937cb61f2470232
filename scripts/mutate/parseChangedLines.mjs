import { isSource } from './isSource.mjs';

/**
 * Reads the output of `git diff --unified=0`.
 *
 * @param {string} diff
 * @returns {string[]} source files with their new or changed lines, in StrykerJS's format: `path:from-to`
 */
export function parseChangedLines(diff) {
  const changes = [];
  let path;
  for (const line of diff.split('\n')) {
    if (line.startsWith('+++ ')) {
      path = /^\+\+\+ b\/(.*)$/.exec(line)?.[1];
    }
    const hunk = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk && path && isSource(path)) {
      const from = Number(hunk[1]);
      const count = Number(hunk[2] ?? 1);
      if (count > 0) {
        changes.push(`${path}:${from}-${from + count - 1}`);
      }
    }
  }
  return changes;
}

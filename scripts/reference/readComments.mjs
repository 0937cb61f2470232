import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { inRepository } from '../paths.mjs';

/**
 * The first paragraph of the TSDoc of a file's constants and enum members, by name.
 *
 * @param {string} path
 * @returns {Map<string, string>}
 */
export function readComments(path) {
  const source = ts.createSourceFile(
    path,
    readFileSync(inRepository(path), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const comments = new Map();
  /** @param {ts.Node} node */
  const visit = node => {
    if (ts.isVariableDeclaration(node) || ts.isEnumMember(node)) {
      const [comment] = ts.getJSDocCommentsAndTags(node);
      const text = comment && ts.getTextOfJSDocComment(comment.comment);
      comments.set(node.name.getText(), text?.replace(/\s+/g, ' ') ?? '');
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return comments;
}

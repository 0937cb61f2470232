import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { inRepository, repositoryPath } from '../paths.mjs';
import { toAnchor } from '../reference/markdown.mjs';

/** Prefix of links in package READMEs, which are also read outside of the repository. */
const PUBLISHED =
  /^https:\/\/github\.com\/driver-toolkit\/driver-toolkit\/(?:blob|tree)\/main\//;

const packages = findDocuments('{plugins,packages}/*/README.md');
const documents = [
  ...findDocuments('*.md', '{docs,lab,templates}/**/*.md'),
  ...packages,
];

/** @param {string[]} patterns */
function findDocuments(...patterns) {
  return globSync(patterns, { cwd: repositoryPath });
}

/** @param {string} path */
function readProse(path) {
  return readFileSync(inRepository(path), 'utf8').replace(/^```.*?^```/gms, '');
}

/** @param {string} path */
function linksOf(path) {
  return [...readProse(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to);
}

/** @param {string} path */
function anchorsOf(path) {
  const headings = [...readProse(path).matchAll(/^#+ (.*)$/gm)];
  return new Set(headings.map(([, heading]) => toAnchor(heading)));
}

/**
 * @param {string} from path of a document
 * @param {string} link
 */
function leadsSomewhere(from, link) {
  const [path, anchor] = link.replace(PUBLISHED, '').split('#');
  const folder = PUBLISHED.test(link) ? '' : dirname(from);
  const target = path === '' ? from : join(folder, path);
  return (
    existsSync(inRepository(target)) &&
    (anchor === undefined || anchorsOf(target).has(anchor))
  );
}

for (const path of documents) {
  test(`${path} has no broken links`, () => {
    const broken = linksOf(path)
      .filter(link => PUBLISHED.test(link) || !/^[a-z]+:/.test(link))
      .filter(link => !leadsSomewhere(path, link));

    assert.deepEqual(broken, []);
  });
}

for (const path of packages) {
  test(`${path} has links that work outside of the repository`, () => {
    assert.deepEqual(
      linksOf(path).filter(link => !/^(https:|#)/.test(link)),
      [],
    );
  });
}

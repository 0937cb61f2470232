import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseChangedLines } from './parseChangedLines.mjs';

const source = 'plugins/driver-toolkit-backend/src/builds/queue/BuildQueue.ts';

test('names the new line numbers', () => {
  const diff = `diff --git a/${source} b/${source}
--- a/${source}
+++ b/${source}
@@ -10,2 +10,3 @@ export class BuildQueue {
+one
@@ -40 +41 @@ export class BuildQueue {
+two
`;
  assert.deepEqual(parseChangedLines(diff), [
    `${source}:10-12`,
    `${source}:41-41`,
  ]);
});

test('leaves out removed lines, removed files, and everything but product code', () => {
  const diff = `--- a/${source}
+++ b/${source}
@@ -10,2 +9,0 @@
--- a/plugins/driver-toolkit-node/src/gone.ts
+++ /dev/null
@@ -1,3 +0,0 @@
--- a/docs/caching.md
+++ b/docs/caching.md
@@ -1 +1 @@
--- a/plugins/driver-toolkit/src/log/LogFeed.test.ts
+++ b/plugins/driver-toolkit/src/log/LogFeed.test.ts
@@ -1 +1 @@
`;
  assert.deepEqual(parseChangedLines(diff), []);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSteps } from './readSteps.mjs';

const DOCUMENT = `# Title

## Try it

\`\`\`sh
npm start
\`\`\`

## Add it

Install:

\`\`\`sh
yarn add a
yarn add b
\`\`\`

\`\`\`ts
// src/index.ts
add(import('a'));
\`\`\`

\`\`\`yaml
# app-config.yaml
a:
  # a comment
  b: 1
\`\`\`

## Read on
`;

test('reads the code of a section, and the files it is for', () => {
  assert.deepEqual(readSteps(DOCUMENT, 'Add it'), [
    { language: 'sh', file: undefined, code: 'yarn add a\nyarn add b\n' },
    { language: 'ts', file: 'src/index.ts', code: "add(import('a'));\n" },
    {
      language: 'yaml',
      file: 'app-config.yaml',
      code: 'a:\n  # a comment\n  b: 1\n',
    },
  ]);
});

test('reports a missing section, and a section without code', () => {
  for (const heading of ['Add', 'Read on']) {
    assert.throws(() => readSteps(DOCUMENT, heading), /no steps/);
  }
});

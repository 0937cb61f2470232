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

test('takes the code of a section, and where it goes', () => {
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

test('misses a section, and code in it', () => {
  for (const heading of ['Add', 'Read on']) {
    assert.throws(() => readSteps(DOCUMENT, heading), /no steps/);
  }
});

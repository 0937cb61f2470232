import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isErrorLine } from './isErrorLine.mjs';

test('recognises backend errors, coloured or not, and failed compilations', () => {
  assert.equal(
    isErrorLine('2026-01-31T10:00:00.000Z catalog error Unable to read url'),
    true,
  );
  assert.equal(
    isErrorLine(
      '\u001b[2m2026-01-31T10:00:00.000Z\u001b[22m \u001b[32mcatalog\u001b[39m \u001b[31merror\u001b[39m Unable to read url',
    ),
    true,
  );
  assert.equal(isErrorLine('ERROR in ./src/App.tsx'), true);
});

test('ignores everything else', () => {
  assert.equal(
    isErrorLine('2026-01-31T10:00:00.000Z catalog info No error was found'),
    false,
  );
  assert.equal(isErrorLine('Loaded config from app-config.yaml'), false);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSupportedNode } from './isSupportedNode.mjs';

for (const version of [
  'v22.15.0',
  'v22.15.1',
  'v22.23.0',
  'v24.0.0',
  'v24.21.0',
]) {
  test(`runs on Node ${version}`, () => {
    assert.equal(isSupportedNode(version), true);
  });
}

for (const version of [
  'v18.20.8',
  'v20.20.2',
  'v22.14.9',
  'v23.11.0',
  'v26.1.0',
]) {
  test(`does not run on Node ${version}`, () => {
    assert.equal(isSupportedNode(version), false);
  });
}

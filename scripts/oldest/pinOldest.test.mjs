import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pinOldest } from './pinOldest.mjs';

test('pins dependencies to the oldest version of their ranges', () => {
  const { manifest, pins } = pinOldest({
    name: 'a',
    dependencies: {
      catalog: '^2.2.5 || ^3.0.0',
      icons: '>=4.6.0 <4.9.0',
      common: 'workspace:^',
    },
  });
  assert.deepEqual(manifest, {
    name: 'a',
    dependencies: { catalog: '2.2.5', icons: '4.6.0', common: 'workspace:^' },
  });
  assert.deepEqual(pins, [
    { name: 'catalog', range: '^2.2.5 || ^3.0.0', version: '2.2.5' },
    { name: 'icons', range: '>=4.6.0 <4.9.0', version: '4.6.0' },
  ]);
});

test('pins the development dependency that stands for a peer', () => {
  const { manifest } = pinOldest({
    peerDependencies: { react: '^18.0.0' },
    devDependencies: { react: '^18.3.1', jest: '^30.0.0' },
  });
  assert.deepEqual(manifest, {
    peerDependencies: { react: '^18.0.0' },
    devDependencies: { react: '18.0.0', jest: '^30.0.0' },
  });
});

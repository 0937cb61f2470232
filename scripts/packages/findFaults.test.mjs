import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findFaults } from './findFaults.mjs';

const MANIFEST = {
  name: 'plugin',
  version: '1.0.0',
  type: 'commonjs',
  license: 'Apache-2.0',
  engines: { node: '>=22' },
  exports: {
    '.': { types: './dist/index.d.ts', default: './dist/index.js' },
  },
  dependencies: { yaml: '^2.0.0' },
  peerDependencies: { react: '^18.0.0' },
};
const FILES = {
  'CHANGELOG.md': '# plugin',
  LICENSE: 'Apache License',
  'README.md': '# plugin',
  'dist/index.js': `
const fs = require('fs');
const { parse } = require('yaml');
exports.parse = () => import('react/jsx-runtime').then(() => parse(fs));`,
  'dist/index.d.ts': `export { Document } from 'yaml';`,
};

/** @param {Record<string, string | undefined>} files */
function faultsOf(files) {
  const all = {
    ...FILES,
    'package.json': JSON.stringify(MANIFEST),
    ...files,
  };
  return findFaults(
    new Map(
      Object.entries(all)
        .filter(([, content]) => content !== undefined)
        .map(([name, content]) => [name, Buffer.from(String(content))]),
    ),
  );
}

describe('findFaults', () => {
  it('finds nothing in a correct package', async () => {
    assert.deepEqual(await faultsOf({}), []);
  });

  it('reports a missing licence', async () => {
    assert.deepEqual(await faultsOf({ LICENSE: undefined }), [
      'LICENSE is missing.',
    ]);
  });

  it('reports source maps', async () => {
    assert.deepEqual(await faultsOf({ 'dist/index.js.map': '{}' }), [
      'dist/index.js.map is a source map.',
    ]);
  });

  it('finds undeclared packages that code or types import', async () => {
    const faults = await faultsOf({
      'dist/other.js': `require('@scope/name/sub'); require('./index.js');`,
      'dist/index.d.ts': `export type A = import('semver').SemVer;`,
    });
    assert.deepEqual(faults, [
      'dist/index.d.ts imports semver, which is not a dependency.',
      'dist/other.js imports @scope/name, which is not a dependency.',
    ]);
  });

  it('reports warnings of publint', async () => {
    const faults = await faultsOf({
      'dist/index.js': 'export const parse = 1;',
    });
    assert.equal(faults.length, 1);
    assert.match(faults[0], /is written in ESM, but is interpreted as CJS/);
  });
});

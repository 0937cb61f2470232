import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectSources } from './selectSources.mjs';

const queue = 'plugins/driver-toolkit-backend/src/builds/queue/BuildQueue.ts';
const lease = 'plugins/driver-toolkit-backend/src/builds/worker/Lease.ts';
const paths = [
  lease,
  queue,
  'plugins/driver-toolkit-backend/src/builds/queue/BuildQueue.test.ts',
  'plugins/driver-toolkit-backend/src/builds/__testUtils__/QueueEvent.ts',
  'plugins/driver-toolkit-backend/src/http/openapi.generated.ts',
  'plugins/driver-toolkit/src/setupTests.ts',
  'plugins/driver-toolkit/src/styles.d.ts',
  'plugins/driver-toolkit/src/api/useBuild.ts',
  'scripts/test.mjs',
];

test('finds a file by the end of its path', () => {
  for (const name of ['BuildQueue.ts', 'queue/BuildQueue.ts', queue]) {
    assert.deepEqual(selectSources(paths, { names: [name] }), [queue]);
  }
});

test('does not match a part of a name', () => {
  assert.throws(
    () => selectSources(paths, { names: ['Queue.ts'] }),
    /No source file is named 'Queue.ts'/,
  );
});

test('finds only the product code of a folder', () => {
  for (const name of [
    'plugins',
    './plugins/',
    'plugins/driver-toolkit-backend',
  ]) {
    const found = selectSources(paths, { names: [name] });
    assert.deepEqual(
      found.filter(path => path.includes('backend')),
      [queue, lease],
    );
  }
});

test('names each file once', () => {
  assert.deepEqual(
    selectSources(paths, { names: ['Lease.ts', lease, queue] }),
    [queue, lease],
  );
});

test('knows the files of an area', () => {
  assert.deepEqual(selectSources(paths, { names: [], area: 'queue' }), [
    queue,
    lease,
  ]);
});

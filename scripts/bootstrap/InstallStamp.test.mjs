import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { InstallStamp } from './InstallStamp.mjs';

describe('InstallStamp', () => {
  /** @type {string} */
  let root;
  /** @type {InstallStamp} */
  let stamp;

  /** @type {(path: string, content: string) => Promise<void>} */
  const write = async (path, content) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  };

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'install-stamp-'));
    await write('yarn.lock', 'lock 1');
    await write('.yarnrc.yml', 'nodeLinker: node-modules');
    await write('package.json', '{}');
    await write('plugins/one/package.json', '{"name":"one"}');
    await write('node_modules/.yarn-state.yml', '');
    stamp = new InstallStamp(root);
  });

  afterEach(() => rm(root, { recursive: true }));

  it('requires an installation if none was recorded', async () => {
    assert.equal(await stamp.isCurrent(), false);
  });

  it('requires none after one was recorded', async () => {
    await stamp.write();
    assert.equal(await stamp.isCurrent(), true);
    assert.equal(await new InstallStamp(root).isCurrent(), true);
  });

  const changes = {
    'a changed lockfile': () => write('yarn.lock', 'lock 2'),
    'changed yarn settings': () => write('.yarnrc.yml', 'nodeLinker: pnp'),
    'a changed manifest': () =>
      write('plugins/one/package.json', '{"name":"1"}'),
    'a new workspace': () => write('packages/two/package.json', '{}'),
    'a removed workspace': () =>
      rm(join(root, 'plugins/one'), { recursive: true }),
    'a removed node_modules': () =>
      rm(join(root, 'node_modules'), { recursive: true }),
    'an installation that was begun': () => stamp.clear(),
  };
  for (const [change, make] of Object.entries(changes)) {
    it(`requires an installation after ${change}`, async () => {
      await stamp.write();
      await make();
      assert.equal(await stamp.isCurrent(), false);
    });
  }

  it('ignores files that are not workspaces', async () => {
    await stamp.write();
    await write('plugins/README.md', '');
    assert.equal(await stamp.isCurrent(), true);
  });
});

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { takeSteps } from './takeSteps.mjs';

describe('takeSteps', () => {
  /** @type {string} */
  let folder;
  /** @type {string[][]} */
  let commands;
  /** @type {(language: string, code: string, file?: string) => Promise<void>} */
  const take = (language, code, file) =>
    takeSteps([{ language, file, code }], {
      folder,
      run: async (command, args) => commands.push([command, ...args]),
    });
  const read = (/** @type {string} */ name) =>
    readFile(join(folder, name), 'utf8');

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'steps-'));
    commands = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('runs each line of a block of commands', async () => {
    await take('sh', 'yarn add a  b\nyarn tsc\n');
    assert.deepEqual(commands, [
      ['yarn', 'add', 'a', 'b'],
      ['yarn', 'tsc'],
    ]);
  });

  it('adds features before the backend starts', async () => {
    await writeFile(join(folder, 'index.ts'), 'a();\nbackend.start();\n');
    await take('ts', 'b();\n', 'index.ts');
    assert.equal(await read('index.ts'), 'a();\nb();\n\nbackend.start();\n');
  });

  it('adds to the existing configuration', async () => {
    await writeFile(
      join(folder, 'app.yaml'),
      'catalog: { locations: [a], rules: [b] }\nkubernetes:\n',
    );
    await take('yaml', 'catalog: { locations: [c] }\nd: 1\n', 'app.yaml');
    assert.equal(
      await read('app.yaml'),
      'catalog:\n  locations:\n    - a\n    - c\n  rules:\n    - b\nkubernetes: null\nd: 1\n',
    );
  });

  it('refuses unknown steps', async () => {
    await assert.rejects(take('ts', 'a();'), /This step is not supported/);
    await assert.rejects(
      take('toml', 'a = 1', 'a.toml'),
      /This step is not supported/,
    );
  });
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { portOf } from '../process/port.mjs';
import { run } from '../process/run.mjs';
import { createForge } from './createForge.mjs';

const lab = { authorization: `Basic ${btoa('lab-forge:loopback-only')}` };

/** @type {string} */
let folder;
/** @type {import('node:http').Server} */
let server;
/** @type {string} */
let base;
/** @type {string} */
let host;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-forge-'));
  server = createForge(join(folder, 'forge')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  host = `127.0.0.1:${portOf(server)}`;
  base = `http://${host}`;
});

after(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

/**
 * @param {string | undefined} name
 * @param {object} options
 * @param {{ authorization?: string }} headers
 */
function create(name, options = {}, headers = lab) {
  return fetch(`${base}/api/v1/orgs/drivers/repos`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ name, ...options }),
  });
}

/**
 * @param {string} cwd
 * @param {string[]} args
 */
function git(cwd, ...args) {
  return run('git', args, {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@example.org',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@example.org',
    },
  });
}

/**
 * @param {string} name
 * @param {{ branch?: string, options?: object, files?: Record<string, string> }} [what]
 */
async function publish(name, { branch = 'main', options, files } = {}) {
  assert.equal((await create(name, options)).status, 201);
  const work = await mkdtemp(join(folder, 'work-'));
  await git(work, 'init', '--quiet', `--initial-branch=${branch}`);
  await run('mkdir', ['-p', join(work, 'docs')]);
  const contents = {
    'README.md': '# Hello <world>\n',
    'docs/a b.md': 'text\n',
    ...files,
  };
  for (const [path, content] of Object.entries(contents)) {
    await writeFile(join(work, path), content);
  }
  await git(work, 'add', '--all');
  await git(work, 'commit', '--quiet', '--message=initial commit');
  const remote = `http://lab-forge:loopback-only@${host}/drivers/${name}.git`;
  await git(work, 'push', '--quiet', remote, branch);
  return (await git(work, 'rev-parse', 'HEAD')).trim();
}

/**
 * @param {Response} response
 * @returns {Promise<any>}
 */
function readJson(response) {
  return response.json();
}

/**
 * Sends a path unchanged; fetch would normalize it.
 *
 * @param {string} path
 */
async function rawGet(path) {
  const request = httpRequest(base, { path }).end();
  const [response] = await once(request, 'response');
  response.resume();
  return response.statusCode;
}

test('a pushed repository can be cloned, read and downloaded', async () => {
  const sha = await publish('simple');

  await git(folder, 'clone', '--quiet', `${base}/drivers/simple.git`, 'clone');
  assert.equal(
    await readFile(join(folder, 'clone', 'README.md'), 'utf8'),
    '# Hello <world>\n',
  );

  const repository = `${base}/api/v1/repos/drivers/simple`;
  const commit = await fetch(`${repository}/git/commits/main`);
  assert.equal((await readJson(commit)).sha, sha);

  const file = await fetch(`${repository}/contents/docs/a%20b.md?ref=main`);
  const { encoding, content } = await readJson(file);
  assert.equal(encoding, 'base64');
  assert.equal(Buffer.from(content, 'base64').toString(), 'text\n');

  const listing = await fetch(`${repository}/contents/?ref=main`);
  assert.deepEqual(
    (await readJson(listing)).map(
      (/** @type {any} */ { type, path }) => `${type} ${path}`,
    ),
    ['file README.md', 'dir docs'],
  );

  const archive = await fetch(`${repository}/archive/main.tar.gz`);
  const tarball = join(folder, 'archive.tar.gz');
  await writeFile(tarball, Buffer.from(await archive.arrayBuffer()));
  const names = await run('tar', ['--list', '--gzip', `--file=${tarball}`]);
  assert.match(names, /^simple\/README\.md$/m);
});

test('the page that publish:gitea waits for appears with the first push', async () => {
  const page = `${base}/drivers/waits/src/branch/main`;
  assert.equal((await create('waits')).status, 201);
  assert.equal((await fetch(page)).status, 404);
  await fetch(`${base}/api/v1/repos/drivers/waits`, {
    method: 'DELETE',
    headers: lab,
  });
  await publish('waits');
  assert.equal((await fetch(page)).status, 200);
});

test('pages show files as text, never as markup', async () => {
  await publish('pages', {
    files: { 'x.html': '<script>alert(1)</script>' },
  });
  const readme = await fetch(`${base}/drivers/pages`);
  assert.match(await readme.text(), /# Hello &lt;world&gt;/);
  const shown = await fetch(`${base}/drivers/pages/src/branch/main/x.html`);
  assert.doesNotMatch(await shown.text(), /<script>/);
  const raw = await fetch(`${base}/drivers/pages/raw/branch/main/x.html`);
  assert.match(String(raw.headers.get('content-type')), /^text\/plain/);
  assert.equal(await raw.text(), '<script>alert(1)</script>');
});

test('a wrong password and an anonymous change are refused with 401', async () => {
  const wrong = { authorization: `Basic ${btoa('lab-forge:wrong')}` };
  assert.equal((await create('refused', {}, wrong)).status, 401);
  assert.equal((await create('refused', {}, {})).status, 401);
  const token = { authorization: 'token loopback-only' };
  assert.equal((await create('by-token', {}, token)).status, 201);
  const push = `${base}/drivers/by-token.git/info/refs?service=git-receive-pack`;
  const response = await fetch(push);
  assert.equal(response.status, 401);
  assert.match(String(response.headers.get('www-authenticate')), /^Basic/);
});

test('an existing repository and an invalid name are refused', async () => {
  const both = await Promise.all([create('twice'), create('twice')]);
  assert.deepEqual(both.map(({ status }) => status).sort(), [201, 409]);
  assert.equal((await create('../escape')).status, 422);
  assert.equal((await create('a.git')).status, 422);
  assert.equal((await create(undefined)).status, 422);
});

test('other organizations do not exist', async () => {
  const status = async (/** @type {string} */ name) =>
    (await fetch(`${base}/api/v1/orgs/${name}`, { headers: lab })).status;
  assert.equal(await status('drivers'), 200);
  assert.equal(await status('others'), 404);
});

test('only its owner sees a private repository', async () => {
  await publish('private', { options: { private: true } });
  const url = `${base}/api/v1/repos/drivers/private`;
  assert.equal((await fetch(url)).status, 404);
  assert.equal((await fetch(url, { headers: lab })).status, 200);
  await assert.rejects(
    git(folder, 'clone', '--quiet', `${base}/drivers/private.git`, 'none'),
  );
});

test('the first branch pushed becomes the default one', async () => {
  await publish('trunk', { branch: 'trunk' });
  const repository = await fetch(`${base}/api/v1/repos/drivers/trunk`);
  assert.equal((await readJson(repository)).default_branch, 'trunk');
});

test('paths and branches never leave the repositories', async () => {
  await publish('inside');
  await writeFile(join(folder, 'secret'), 'secret');
  const branch = '/drivers/inside/src/branch/main';
  for (const path of [
    '/drivers/../../secret/info/refs?service=git-upload-pack',
    '/drivers%2f..%2f../secret/info/refs?service=git-upload-pack',
    '/%2e%2e/secret/info/refs?service=git-upload-pack',
    `${branch}/../../../../../../secret`,
    `${branch}/..%2f..%2f..%2fsecret`,
    `${branch}/:(top)README.md`,
    `${branch}//README.md`,
    '/drivers/inside/src/branch/--output=x/README.md',
    '/api/v1/repos/drivers/inside/git/commits/--all',
    '/api/v1/repos/drivers/inside/archive/--output=x.tar.gz',
    '/api/v1/repos/..%2f/secret',
  ]) {
    assert.equal(await rawGet(path), 404, path);
  }
});

test('invalid JSON and malformed addresses give 400', async () => {
  const response = await fetch(`${base}/api/v1/orgs/drivers/repos`, {
    method: 'POST',
    headers: lab,
    body: '{',
  });
  assert.equal(response.status, 400);
  assert.equal(await rawGet('/drivers/%zz'), 400);
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { portOf } from '../process/port.mjs';
import { createMirrorServer } from './createMirrorServer.mjs';

/** @type {string} */
let folder;
/** @type {import('node:http').Server} */
let server;
/** @type {string} */
let base;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-mirror-'));
  await mkdir(join(folder, 'root', 'os'), { recursive: true });
  await writeFile(join(folder, 'root', 'os', 'a b.rpm'), '0123456789');
  await writeFile(join(folder, 'root', 'empty'), '');
  await writeFile(join(folder, 'secret'), 'secret');
  server = createMirrorServer(join(folder, 'root')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${portOf(server)}`;
});

after(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

/**
 * @param {Record<string, string>} headers
 * @param {string} method
 */
function get(headers = {}, method = 'GET') {
  return fetch(`${base}/os/a%20b.rpm`, { method, headers });
}

/** @param {string} path */
async function rawStatus(path) {
  const [response] = await once(httpRequest(base, { path }).end(), 'response');
  response.resume();
  return response.statusCode;
}

test('GET sends a file, and HEAD only its headers', async () => {
  const response = await get();
  assert.equal(response.status, 200);
  assert.equal(await response.text(), '0123456789');
  const head = await get({}, 'HEAD');
  assert.equal(head.headers.get('content-length'), '10');
  assert.equal(head.headers.get('etag'), response.headers.get('etag'));
  assert.equal(await head.text(), '');
  assert.equal(await (await fetch(`${base}/empty`)).text(), '');
});

test('a requested byte range is sent', async () => {
  for (const [range, text, described] of [
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=5-99', '56789', 'bytes 5-9/10'],
  ]) {
    const response = await get({ range });
    assert.equal(response.status, 206, range);
    assert.equal(response.headers.get('content-range'), described);
    assert.equal(await response.text(), text);
  }
  const beyond = await get({ range: 'bytes=10-' });
  assert.equal(beyond.status, 416);
  assert.equal(beyond.headers.get('content-range'), 'bytes */10');
  assert.equal((await get({ range: 'bytes=-0' })).status, 416);
  assert.equal((await get({ range: 'lines=1-2' })).status, 200);
});

test('a range of a file that changed is the whole file', async () => {
  const { headers } = await get();
  const range = 'bytes=1-1';
  const same = await get({ range, 'if-range': String(headers.get('etag')) });
  assert.equal(same.status, 206);
  assert.equal((await get({ range, 'if-range': '"other"' })).status, 200);
});

test('what the client already has is not sent again', async () => {
  const { headers } = await get();
  const etag = String(headers.get('etag'));
  const modified = String(headers.get('last-modified'));
  const status = async (/** @type {Record<string, string>} */ conditions) =>
    (await get(conditions)).status;
  assert.equal(await status({ 'if-none-match': `"x", ${etag}` }), 304);
  assert.equal(await status({ 'if-none-match': '"x"' }), 200);
  assert.equal(await status({ 'if-modified-since': modified }), 304);
  const longAgo = new Date(0).toUTCString();
  assert.equal(await status({ 'if-modified-since': longAgo }), 200);
  const both = { 'if-none-match': '"x"', 'if-modified-since': modified };
  assert.equal(await status(both), 200);
});

test('only files below the folder are served', async () => {
  assert.equal(await rawStatus('/../secret'), 400);
  assert.equal(await rawStatus('/os/..%2f..%2fsecret'), 400);
  assert.equal(await rawStatus('/%2e%2e/secret'), 400);
  assert.equal(await rawStatus('/os/a%00.rpm'), 400);
  assert.equal(await rawStatus('/%zz'), 400);
  assert.equal(await rawStatus('//etc/passwd'), 404);
  assert.equal(await rawStatus('/os'), 404);
  assert.equal(await rawStatus('/os/none'), 404);
  assert.equal((await get({}, 'POST')).status, 405);
});

test('a mirror that lies sends package lists of the right size and other content', async t => {
  await writeFile(join(folder, 'root', 'os', '1-primary.xml'), '0123456789');
  const lying = createMirrorServer(join(folder, 'root'), { lying: true });
  await once(lying.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    lying.closeAllConnections();
    lying.close();
  });
  const url = `http://127.0.0.1:${portOf(lying)}/os/`;
  const list = await (await fetch(`${url}1-primary.xml`)).arrayBuffer();
  assert.equal(list.byteLength, 10);
  assert.notEqual(Buffer.from(list).toString('latin1'), '0123456789');
  assert.equal(await (await fetch(`${url}a%20b.rpm`)).text(), '0123456789');
});

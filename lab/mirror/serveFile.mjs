import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** @import { IncomingHttpHeaders } from 'node:http' */

/**
 * Answers a request with a file below a folder: GET and HEAD, one byte range, and conditional
 * requests by ETag or date (RFC 9110 sections 13 and 14).
 *
 * @param {string} root
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {{ damaged?: boolean }} [options] - whether the last byte is sent changed
 */
export async function serveFile(root, request, response, { damaged } = {}) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const path = filePath(root, request.url ?? '');
  if (path === undefined) {
    response.writeHead(400).end();
    return;
  }
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) {
    response.writeHead(404).end();
    return;
  }
  const etag = `"${found.size.toString(16)}-${Math.trunc(
    found.mtimeMs,
  ).toString(16)}"`;
  const headers = {
    etag,
    'last-modified': found.mtime.toUTCString(),
    'accept-ranges': 'bytes',
  };
  if (isUnchanged(request.headers, etag, found.mtime)) {
    response.writeHead(304, headers).end();
    return;
  }
  const range = byteRange(request.headers, etag, found.size);
  if (range === 'unsatisfiable') {
    response
      .writeHead(416, { ...headers, 'content-range': `bytes */${found.size}` })
      .end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: found.size - 1 };
  response.writeHead(range ? 206 : 200, {
    ...headers,
    'content-type': 'application/octet-stream',
    'content-length': end - start + 1,
    ...(range && { 'content-range': `bytes ${start}-${end}/${found.size}` }),
  });
  if (request.method === 'HEAD' || found.size === 0) {
    response.end();
    return;
  }
  const file = createReadStream(path, { start, end });
  await (damaged
    ? pipeline(file, changeLastByte, response)
    : pipeline(file, response));
}

/** @param {AsyncIterable<Buffer>} chunks */
async function* changeLastByte(chunks) {
  let before;
  for await (const chunk of chunks) {
    if (before) {
      yield before;
    }
    before = chunk;
  }
  if (before) {
    before[before.length - 1] ^= 0xff;
    yield before;
  }
}

/**
 * @param {string} root
 * @param {string} url
 * @returns {string | undefined} undefined for what is no path below the folder
 */
function filePath(root, url) {
  let path;
  try {
    path = decodeURIComponent(url.split('?')[0]);
  } catch {
    return undefined;
  }
  const inside = !path.includes('\0') && !path.split('/').includes('..');
  const joined = join(root, normalize(path));
  return inside && joined.startsWith(root + sep) ? joined : undefined;
}

/**
 * @param {IncomingHttpHeaders} headers
 * @param {string} etag
 * @param {Date} mtime
 */
function isUnchanged(headers, etag, mtime) {
  const tags = headers['if-none-match'];
  if (tags !== undefined) {
    return tags
      .split(',')
      .some(tag => ['*', etag, `W/${etag}`].includes(tag.trim()));
  }
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return Math.trunc(mtime.getTime() / 1000) * 1000 <= since;
}

/**
 * Several ranges at once may be answered with the whole file, and are.
 *
 * @param {IncomingHttpHeaders} headers
 * @param {string} etag
 * @param {number} size
 */
function byteRange(headers, etag, size) {
  const match = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '');
  const condition = headers['if-range'];
  if (!match || match[0] === 'bytes=-' || (condition && condition !== etag)) {
    return undefined;
  }
  const [first, last] = [match[1], match[2]];
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end =
    first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start >= size || start > end || (first === '' && Number(last) === 0)
    ? 'unsatisfiable'
    : { start, end };
}

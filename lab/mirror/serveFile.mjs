import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * Answers a request with a file below a folder: GET and HEAD, one byte range, and conditional
 * requests by ETag or date (RFC 9110 sections 13 and 14).
 *
 * @param {string} root
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
export async function serveFile(root, request, response) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const path = filePath(root, request.url);
  const file = path && (await stat(path).catch(() => undefined));
  if (!file?.isFile()) {
    response.writeHead(path ? 404 : 400).end();
    return;
  }
  const etag = `"${file.size.toString(16)}-${Math.trunc(file.mtimeMs).toString(
    16,
  )}"`;
  const headers = {
    etag,
    'last-modified': file.mtime.toUTCString(),
    'accept-ranges': 'bytes',
  };
  if (isUnchanged(request.headers, etag, file.mtime)) {
    response.writeHead(304, headers).end();
    return;
  }
  const range = byteRange(request.headers, etag, file.size);
  if (range === 'unsatisfiable') {
    response
      .writeHead(416, { ...headers, 'content-range': `bytes */${file.size}` })
      .end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: file.size - 1 };
  response.writeHead(range ? 206 : 200, {
    ...headers,
    'content-type': 'application/octet-stream',
    'content-length': end - start + 1,
    ...(range && { 'content-range': `bytes ${start}-${end}/${file.size}` }),
  });
  if (request.method === 'HEAD' || file.size === 0) {
    response.end();
    return;
  }
  await pipeline(createReadStream(path, { start, end }), response);
}

/** @returns {string | undefined} undefined for what is no path below the folder */
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

/** Several ranges at once may be answered with the whole file, and are. */
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

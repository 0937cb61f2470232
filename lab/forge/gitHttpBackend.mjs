import { spawn } from 'node:child_process';
import { pipeline } from 'node:stream/promises';

/**
 * @import { ServerResponse } from 'node:http'
 * @import { Readable } from 'node:stream'
 */

/**
 * @typedef {object} Exchange
 * @property {string} root - folder of all repositories
 * @property {string} path - below the root, such as `/drivers/simple.git/info/refs`
 * @property {string} query
 * @property {string | undefined} user - may push if named
 * @property {import('node:http').IncomingMessage} request
 * @property {ServerResponse} response
 * @property {() => Promise<void>} [beforeAnswer] - runs when git has answered, before the client gets the answer
 */

/**
 * Serves git's smart HTTP protocol through `git http-backend`, a CGI program (RFC 3875).
 *
 * @param {Exchange} exchange
 */
export async function gitHttpBackend(exchange) {
  const { request, response, beforeAnswer } = exchange;
  const child = spawn('git', ['http-backend'], {
    env: cgiEnvironment(exchange),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  response.once('close', () => child.kill());
  // git may answer before it has read the whole request, and close its input.
  const fed = pipeline(request, child.stdin).catch(() => undefined);
  const body = await readHead(child.stdout, response);
  const answer = beforeAnswer ? holdBack(body, beforeAnswer) : body;
  await Promise.all([fed, pipeline(answer, response)]);
}

/**
 * @param {AsyncIterable<Buffer>} body
 * @param {() => Promise<void>} until
 */
async function* holdBack(body, until) {
  const chunks = [];
  for await (const chunk of body) {
    chunks.push(chunk);
  }
  await until();
  yield* chunks;
}

/**
 * @param {Exchange} exchange
 * @returns {NodeJS.ProcessEnv}
 */
function cgiEnvironment({ root, path, query, user, request }) {
  const { headers } = request;
  return {
    PATH: process.env.PATH,
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    GATEWAY_INTERFACE: 'CGI/1.1',
    REQUEST_METHOD: request.method,
    PATH_INFO: path,
    QUERY_STRING: query,
    REMOTE_ADDR: request.socket.remoteAddress ?? '',
    ...(user && { REMOTE_USER: user }),
    ...(headers['content-type'] && { CONTENT_TYPE: headers['content-type'] }),
    ...(headers['content-length'] && {
      CONTENT_LENGTH: headers['content-length'],
    }),
    ...(headers['content-encoding'] && {
      HTTP_CONTENT_ENCODING: headers['content-encoding'],
    }),
    ...(headers['git-protocol'] && {
      GIT_PROTOCOL: String(headers['git-protocol']),
    }),
  };
}

/**
 * Reads the CGI program's header block into the response; the rest is the body.
 *
 * @param {Readable} stdout
 * @param {ServerResponse} response
 */
async function readHead(stdout, response) {
  const chunks = stdout[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let end = -1;
  while (end < 0) {
    const { value, done } = await chunks.next();
    if (done) {
      throw new Error('git http-backend ended without an answer');
    }
    head = Buffer.concat([head, value]);
    end = head.indexOf('\r\n\r\n');
  }
  for (const line of head.toString('latin1', 0, end).split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    if (name.toLowerCase() === 'status') {
      response.statusCode = Number.parseInt(value, 10);
    } else {
      response.setHeader(name, value);
    }
  }
  return (async function* body() {
    yield head.subarray(end + 4);
    yield* { [Symbol.asyncIterator]: () => chunks };
  })();
}

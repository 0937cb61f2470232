import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { apiRoutes } from './api.mjs';
import { authenticate } from './authenticate.mjs';
import { gitHttpBackend } from './gitHttpBackend.mjs';
import { HttpError } from './HttpError.mjs';
import { pageRoutes } from './pages.mjs';
import { Repositories } from './Repositories.mjs';

/** @import { IncomingMessage, ServerResponse } from 'node:http' */

/**
 * What a route's handler gets.
 *
 * @typedef {object} Call
 * @property {Repositories} repositories
 * @property {string[]} parameters - the pattern's groups, decoded
 * @property {URLSearchParams} query
 * @property {string | undefined} user
 * @property {string} base - the forge's address, as written by the client
 * @property {IncomingMessage} request
 *
 * @typedef {object} Answer - an object becomes JSON, a stream is sent unchanged
 * @property {number} [status]
 * @property {import('node:http').OutgoingHttpHeaders} [headers]
 * @property {string | object} [body]
 *
 * @typedef {[method: string, pattern: RegExp, handler: (call: Call) => Promise<Answer>]} Route
 */

const smartHttp =
  /^([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;
const apiPrefix = 'api/v1/';

/**
 * A git forge that speaks git's smart HTTP protocol, and the part of Gitea's API that Backstage uses, and has pages for
 * people.
 *
 * @param {string} root - folder of its repositories
 * @returns {import('node:http').Server} not listening yet
 */
export function createForge(root) {
  const repositories = new Repositories(root);
  return createServer((request, response) => {
    answer(repositories, request, response).catch(error =>
      fail(error, request, response),
    );
  });
}

/**
 * @param {Repositories} repositories
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 */
async function answer(repositories, request, response) {
  const url = new URL(String(request.url), `http://${request.headers.host}`);
  const path = url.pathname.slice(1);
  const user = authenticate(request);
  const git = smartHttp.exec(path);
  if (git) {
    await serveGit({ repositories, git, url, user, request, response });
    return;
  }
  const isApi = path.startsWith(apiPrefix);
  const { handler, parameters } = isApi
    ? findRoute(apiRoutes, request.method, path.slice(apiPrefix.length))
    : findRoute(pageRoutes, request.method, path);
  const result = await handler({
    repositories,
    parameters,
    query: url.searchParams,
    user,
    base: url.origin,
    request,
  });
  await send(result, response);
}

/** @param {{ repositories: Repositories, git: RegExpExecArray, url: URL, user: string | undefined, request: IncomingMessage, response: ServerResponse }} exchange */
async function serveGit({ repositories, git, url, user, request, response }) {
  const [, owner, name, service] = git;
  const pushes =
    service === 'git-receive-pack' ||
    url.searchParams.get('service') === 'git-receive-pack';
  if (pushes && !user) {
    throw new HttpError(401, 'Sign in to push.');
  }
  const repository = await repositories.get(owner, name, user);
  await gitHttpBackend({
    root: repositories.root,
    path: `/${repository.fullName}.git/${service}`,
    query: url.search.slice(1),
    user,
    request,
    response,
    ...(service === 'git-receive-pack' && {
      beforeAnswer: () => repository.adoptDefaultBranch(),
    }),
  });
}

/**
 * @param {Route[]} routes
 * @param {string | undefined} method
 * @param {string} path
 */
function findRoute(routes, method, path) {
  for (const [routeMethod, pattern, handler] of routes) {
    const match = routeMethod === method && pattern.exec(path);
    if (match) {
      return { handler, parameters: match.slice(1).map(decode) };
    }
  }
  throw new HttpError(404, `There is no ${method} /${path} here.`);
}

/** @param {string} parameter */
function decode(parameter) {
  try {
    return parameter && decodeURIComponent(parameter);
  } catch {
    throw new HttpError(400, 'The address is malformed.');
  }
}

/**
 * @param {Answer} answer
 * @param {ServerResponse} response
 */
async function send({ status = 200, headers = {}, body }, response) {
  if (body instanceof Readable) {
    response.writeHead(status, headers);
    await pipeline(body, response);
  } else if (typeof body === 'string' || body === undefined) {
    response.writeHead(status, headers).end(body);
  } else {
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(body));
  }
}

/**
 * @param {any} error
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 */
function fail(error, request, response) {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const known = error instanceof HttpError;
  if (!known) {
    process.stderr.write(`${request.method} ${request.url}: ${error.stack}\n`);
  }
  const status = known ? error.status : 500;
  response
    .writeHead(status, {
      'content-type': 'application/json',
      ...(status === 401 && { 'www-authenticate': 'Basic realm="lab"' }),
    })
    .end(
      JSON.stringify({
        message: known ? error.message : 'The forge failed; its log says why.',
      }),
    );
}

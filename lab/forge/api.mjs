import { buffer, json } from 'node:stream/consumers';
import { account, organization } from './authenticate.mjs';
import { HttpError } from './HttpError.mjs';

/**
 * @import { Call, Route } from './createForge.mjs'
 * @import { GitRepository, TreeEntry } from './GitRepository.mjs'
 */

const largestBody = 64 * 1024;

/**
 * The calls of Gitea's API (v1) that Backstage's Gitea integration makes, and a few that people
 * would try.
 *
 * @type {Route[]}
 */
export const apiRoutes = [
  ['GET', /^version$/, async () => ({ body: { version: '1.22.0' } })],
  ['GET', /^user$/, async call => ({ body: { login: signedIn(call) } })],
  ['GET', /^orgs\/([^/]+)$/, organizationDetails],
  ['POST', /^orgs\/([^/]+)\/repos$/, createRepository],
  ['GET', /^repos\/([^/]+)\/([^/]+)$/, repositoryDetails],
  ['DELETE', /^repos\/([^/]+)\/([^/]+)$/, removeRepository],
  ['GET', /^repos\/([^/]+)\/([^/]+)\/branches$/, listBranches],
  ['GET', /^repos\/([^/]+)\/([^/]+)\/contents(?:\/(.*))?$/, readContents],
  ['GET', /^repos\/([^/]+)\/([^/]+)\/git\/commits\/([^/]+)$/, readCommit],
  ['GET', /^repos\/([^/]+)\/([^/]+)\/archive\/(.+)\.tar\.gz$/, readArchive],
];

/** @param {Pick<Call, 'parameters'>} call */
async function organizationDetails({ parameters: [name] }) {
  if (name !== organization) {
    throw new HttpError(404, `There is no organization '${name}'.`);
  }
  return { body: { username: name, name } };
}

/** @param {Call} call */
async function createRepository(call) {
  signedIn(call);
  const { body } = await organizationDetails(call);
  const repository = await call.repositories.create(
    body.name,
    await readJson(call.request),
  );
  return { status: 201, body: await describe(call, repository) };
}

/** @param {Call} call */
async function repositoryDetails(call) {
  return { body: await describe(call, await find(call)) };
}

/** @param {Call} call */
async function removeRepository(call) {
  signedIn(call);
  await call.repositories.remove(await find(call));
  return { status: 204 };
}

/** @param {Call} call */
async function listBranches(call) {
  const branches = await (await find(call)).branches();
  return {
    body: branches.map(({ name, sha }) => ({ name, commit: { id: sha } })),
  };
}

/** @param {Call} call */
async function readContents(call) {
  const repository = await find(call);
  const commit = await repository.commit(await requestedRef(call, repository));
  const path = (call.parameters[2] ?? '').replace(/\/+$/, '');
  const entry = path ? await repository.entry(commit, path) : undefined;
  if (!path || entry?.type === 'tree') {
    const children = await repository.children(commit, path);
    return { body: children.map(contentsEntry) };
  }
  if (entry?.type !== 'blob') {
    throw new HttpError(404, `${repository.fullName} has no file '${path}'.`);
  }
  const content = await buffer(repository.content(entry.sha));
  return {
    headers: { etag: `"${entry.sha}"` },
    body: {
      ...contentsEntry(entry),
      encoding: 'base64',
      content: content.toString('base64'),
    },
  };
}

/** @param {Call} call */
async function readCommit(call) {
  const repository = await find(call);
  const sha = await repository.commit(call.parameters[2]);
  const { subject, author } = await repository.commitDetails(sha);
  return { body: { sha, commit: { message: subject, author } } };
}

/** @param {Call} call */
async function readArchive(call) {
  const repository = await find(call);
  const commit = await repository.commit(call.parameters[2]);
  return {
    headers: {
      'content-type': 'application/gzip',
      'content-disposition': `attachment; filename="${repository.name}.tar.gz"`,
    },
    body: repository.archive(commit),
  };
}

/** @param {Call} call */
function find({ repositories, parameters: [owner, name], user }) {
  return repositories.get(owner, name, user);
}

/** @param {Call} call */
function signedIn({ user }) {
  if (!user) {
    throw new HttpError(
      401,
      `Sign in for this, as user '${account.username}'.`,
    );
  }
  return user;
}

/**
 * @param {Call} call
 * @param {GitRepository} repository
 */
async function requestedRef({ query }, repository) {
  const ref = query.get('ref');
  return ref || (await repository.settings()).defaultBranch;
}

/**
 * @param {Call} call
 * @param {GitRepository} repository
 */
async function describe({ base }, repository) {
  const settings = await repository.settings();
  const page = `${base}/${repository.fullName}`;
  return {
    name: repository.name,
    full_name: repository.fullName,
    owner: { login: repository.owner },
    description: settings.description,
    private: settings.private,
    default_branch: settings.defaultBranch,
    empty: (await repository.branches()).length === 0,
    html_url: page,
    clone_url: `${page}.git`,
  };
}

/** @param {TreeEntry} entry */
function contentsEntry({ type, path, sha, size }) {
  return {
    type: { blob: 'file', tree: 'dir', commit: 'submodule' }[type],
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    sha,
    size,
  };
}

/**
 * @param {Call['request']} request
 * @returns {Promise<any>} an object
 */
async function readJson(request) {
  if (Number(request.headers['content-length'] ?? 0) > largestBody) {
    throw new HttpError(413, 'The request is too large.');
  }
  try {
    const body = await json(request);
    if (body && typeof body === 'object') {
      return body;
    }
  } catch {
    throw new HttpError(400, 'The request is no JSON.');
  }
  throw new HttpError(422, 'The request must be a JSON object.');
}

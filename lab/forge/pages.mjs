import { buffer } from 'node:stream/consumers';
import { html } from './html.mjs';
import { HttpError } from './HttpError.mjs';

/**
 * @import { Call, Route } from './createForge.mjs'
 * @import { GitRepository } from './GitRepository.mjs'
 */

const largestShown = 1024 * 1024;

/**
 * Pages for people, which the portal links to.
 *
 * @type {Route[]}
 */
export const pageRoutes = [
  ['GET', /^$/, listRepositories],
  ['GET', /^([^/]+)\/([^/]+)\/?$/, showRepository],
  ['GET', /^([^/]+)\/([^/]+)\/src\/branch\/([^/]+)(?:\/(.*))?$/, showPath],
  ['GET', /^([^/]+)\/([^/]+)\/raw\/branch\/([^/]+)\/(.+)$/, sendFile],
];

/** @param {Call} call */
async function listRepositories({ repositories, user }) {
  const found = await repositories.list(user);
  const items = found.map(
    ({ fullName }) => html`<li><a href="/${fullName}">${fullName}</a></li>`,
  );
  return page(
    'Repositories',
    html`<ul>
      ${items}
    </ul>`,
  );
}

/** @param {Call} call */
async function showRepository(call) {
  const repository = await find(call);
  const { defaultBranch } = await repository.settings();
  if ((await repository.branches()).length === 0) {
    return page(
      repository.fullName,
      html`${clone(call, repository)}
        <p>This repository is empty.</p>`,
    );
  }
  const commit = await repository.commit(defaultBranch);
  return folderPage(call, repository, defaultBranch, commit, '');
}

/** @param {Call} call */
async function showPath(call) {
  const repository = await find(call);
  const branch = call.parameters[2];
  const path = (call.parameters[3] ?? '').replace(/\/+$/, '');
  const commit = await repository.commit(branch);
  const entry = path ? await repository.entry(commit, path) : undefined;
  if (!path || entry?.type === 'tree') {
    return folderPage(call, repository, branch, commit, path);
  }
  if (entry?.type !== 'blob') {
    throw new HttpError(404, `${repository.fullName} has no file '${path}'.`);
  }
  const raw = `/${repository.fullName}/raw/branch/${branch}/${path}`;
  const shown =
    entry.size > largestShown
      ? html`<p>This file is too large to show.</p>`
      : html`<pre>${await text(repository, entry.sha)}</pre>`;
  return page(
    `${repository.fullName}: ${path}`,
    html`<p>
        <a href="/${repository.fullName}">${repository.fullName}</a> · ${branch}
        · <a href="${raw}">raw</a>
      </p>
      ${shown}`,
  );
}

/** @param {Call} call */
async function sendFile(call) {
  const repository = await find(call);
  const [, , branch, path] = call.parameters;
  const commit = await repository.commit(branch);
  const entry = await repository.entry(commit, path);
  if (entry?.type !== 'blob') {
    throw new HttpError(404, `${repository.fullName} has no file '${path}'.`);
  }
  return {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-length': entry.size,
    },
    body: repository.content(entry.sha),
  };
}

/**
 * @param {Call} call
 * @param {GitRepository} repository
 * @param {string} branch
 * @param {string} commit
 * @param {string} path
 */
async function folderPage(call, repository, branch, commit, path) {
  const [entries, { subject, author }] = await Promise.all([
    repository.children(commit, path),
    repository.commitDetails(commit),
  ]);
  const root = `/${repository.fullName}/src/branch/${branch}`;
  const rows = entries.map(entry => {
    const name = entry.path.slice(entry.path.lastIndexOf('/') + 1);
    const mark = entry.type === 'tree' ? '/' : '';
    return html`<li><a href="${root}/${entry.path}">${name}${mark}</a></li>`;
  });
  const readme = entries.find(entry => /^readme(\.md)?$/i.test(entry.path));
  const about =
    readme && html`<pre>${await text(repository, readme.sha)}</pre>`;
  return page(
    `${repository.fullName}${path && `: ${path}`}`,
    html`${clone(call, repository)}
      <p>${branch} · ${commit.slice(0, 10)} · ${subject} · ${author.name}</p>
      <ul>
        ${rows}
      </ul>
      ${about}`,
  );
}

/**
 * @param {Call} call
 * @param {GitRepository} repository
 */
function clone({ base }, { fullName }) {
  return html`<p><code>git clone ${base}/${fullName}.git</code></p>`;
}

/**
 * @param {GitRepository} repository
 * @param {string} sha
 */
async function text(repository, sha) {
  return (await buffer(repository.content(sha))).toString('utf8');
}

/** @param {Call} call */
function find({ repositories, parameters: [owner, name], user }) {
  return repositories.get(owner, name, user);
}

/**
 * @param {string} title
 * @param {ReturnType<typeof html>} content
 */
function page(title, content) {
  return {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'",
    },
    body: html`<!DOCTYPE html>
      <html lang="en">
        <meta charset="utf-8" /><meta
          name="viewport"
          content="width=device-width"
        />
        <title>${title}</title>
        <style>
          :root {
            color-scheme: light dark;
          }
          body {
            font: 16px/1.5 system-ui;
            max-width: 60rem;
            margin: 2rem auto;
            padding: 0 1rem;
          }
          pre {
            overflow-x: auto;
            padding: 1rem;
            border: 1px solid #8884;
            border-radius: 6px;
          }
          li {
            list-style: none;
          }
          ul {
            padding: 0;
          }
        </style>
        <p><a href="/">Driver Toolkit lab</a></p>
        <h1>${title}</h1>
        ${content}
      </html> `.toString(),
  };
}

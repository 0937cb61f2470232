import type { RegistryCredentials } from '../../config/types';
import { decodeAuth } from './decodeAuth';
import type { AuthFile, AuthFileEntry } from './parseAuthFile';

/** Names of docker's registry, including its login address. */
const DOCKER_HUB = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];

/** The repository that needs credentials. */
export interface AuthFileQuestion {
  /** Host, with its port if it has one. */
  registry: string;
  repository: string;
  /** For messages. */
  path: string;
}

/** An auth file's entry for a repository. */
export type AuthFileAccount =
  | { credentials: RegistryCredentials }
  | {
      /**
       * Why there is none, as a sentence. Like podman, the caller then tries
       * without an account.
       */
      problem: string;
    };

/**
 * An auth file's account for a repository: that of the longest matching key,
 * such as `quay.io/team` before `quay.io` (containers-auth.json(5)).
 *
 * @returns undefined if the file has none, or an empty one: like in podman, an
 * empty entry means anonymous, even if a shorter key has an account.
 */
export function findCredentials(
  file: AuthFile,
  question: AuthFileQuestion,
): AuthFileAccount | undefined {
  const { registry, repository, path } = question;
  const entries = new Map<string, AuthFileEntry | null>();
  // Podman's keys take precedence over docker's web addresses.
  for (const [key, entry] of Object.entries(file.auths ?? {}).sort(byAddress)) {
    const name = normalizeKey(key);
    if (!entries.has(name)) {
      entries.set(name, entry);
    }
  }
  for (const key of keysOf(normalizeKey(registry), repository)) {
    const helper = helperOf(file, key);
    const entry = entries.get(key);
    if (helper || entry !== undefined) {
      return readEntry(entry ?? {}, {
        key,
        path,
        helper: helper || file.credsStore,
      });
    }
  }
  return undefined;
}

function readEntry(
  entry: AuthFileEntry,
  where: { key: string; path: string; helper?: string | null },
): AuthFileAccount | undefined {
  const { auth, username, password, identitytoken } = entry;
  const { key, path, helper } = where;
  if (identitytoken) {
    return {
      problem: `The auth file ${path} has an identity token for ${key}, which is not supported; log in with a user name and a password or an access token`,
    };
  }
  const credentials = auth ? decode(auth) : { username, password };
  if (credentials.username && credentials.password) {
    const { username: name, password: secret } = credentials;
    return { credentials: { username: name, password: secret } };
  }
  if (auth || username || password) {
    return {
      problem: `The auth file ${path} has no user name and password for ${key}; log in to it again`,
    };
  }
  return helper
    ? {
        problem: `The auth file ${path} leaves ${key} to the credential helper '${helper}', which is not supported; log in with 'podman login --authfile' to a file of its own`,
      }
    : undefined;
}

/** Incomplete or missing without a name, a colon and a password. */
function decode(auth: string): Partial<RegistryCredentials> {
  const pair = decodeAuth(auth);
  const colon = pair.indexOf(':');
  return colon < 0
    ? {}
    : { username: pair.slice(0, colon), password: pair.slice(colon + 1) };
}

/** Keys from the repository itself up to its registry. */
function keysOf(registry: string, repository: string): string[] {
  const parts = repository.split('/');
  return [...parts.keys(), parts.length]
    .reverse()
    .map(count => [registry, ...parts.slice(0, count)].join('/'));
}

function helperOf(file: AuthFile, key: string): string | null | undefined {
  const helpers = Object.entries(file.credHelpers ?? {});
  return helpers.find(([name]) => normalizeKey(name) === key)?.[1];
}

/** Docker's keys may be web addresses, such as `https://index.docker.io/v1/`. */
function normalizeKey(key: string): string {
  const name = isAddress(key)
    ? key.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
    : key.replace(/\/+$/, '');
  const [host, ...rest] = name.split('/');
  return [DOCKER_HUB.includes(host) ? DOCKER_HUB[0] : host, ...rest].join('/');
}

function byAddress([a]: [string, unknown], [b]: [string, unknown]): number {
  return Number(isAddress(a)) - Number(isAddress(b));
}

function isAddress(key: string): boolean {
  return /^https?:\/\//.test(key);
}

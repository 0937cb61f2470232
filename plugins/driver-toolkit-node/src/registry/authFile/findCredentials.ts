import { InputError } from '@backstage/errors';
import type { RegistryCredentials } from '../../config/types';
import { decodeAuth } from './decodeAuth';
import type { AuthFile, AuthFileEntry } from './parseAuthFile';

/** Names that docker's registry goes by, its login's address among them. */
const DOCKER_HUB = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];

/** What credentials are wanted for. */
export interface AuthFileQuestion {
  /** Host, with its port where it has one. */
  registry: string;
  repository: string;
  /** For messages. */
  path: string;
}

/**
 * The account that an auth file has for a repository: that of the longest key
 * it lies under, such as `quay.io/team` before `quay.io` (containers-auth.json(5)).
 *
 * @returns undefined where the file has none, or an empty one: for podman, too,
 * that key is anonymous then, whatever a shorter one says.
 * @throws InputError where it leaves the registry to a credential helper, or
 * the entry cannot be used.
 */
export function findCredentials(
  file: AuthFile,
  question: AuthFileQuestion,
): RegistryCredentials | undefined {
  const { registry, repository, path } = question;
  const entries = new Map<string, AuthFileEntry | null>();
  // A key as podman writes it counts before a web address of docker's.
  for (const [key, entry] of Object.entries(file.auths ?? {}).sort(byAddress)) {
    const name = normalizeKey(key);
    if (!entries.has(name)) {
      entries.set(name, entry);
    }
  }
  for (const key of keysOf(normalizeKey(registry), repository)) {
    const helper = helperOf(file, key);
    if (helper) {
      throw refuseHelper(path, key, helper);
    }
    const entry = entries.get(key);
    if (entry !== undefined) {
      return readEntry(entry ?? {}, { key, path, store: file.credsStore });
    }
  }
  return undefined;
}

function readEntry(
  entry: AuthFileEntry,
  { key, path, store }: { key: string; path: string; store?: string | null },
): RegistryCredentials | undefined {
  const { auth, username, password, identitytoken } = entry;
  if (identitytoken) {
    throw new InputError(
      `The auth file ${path} has an identity token for ${key}, which is not supported; log in with a user name and a password or an access token`,
    );
  }
  if (auth) {
    return decode(auth, { key, path });
  }
  if (username && password) {
    return { username, password };
  }
  if (username || password) {
    throw refuseAccount(path, key);
  }
  if (store) {
    throw refuseHelper(path, key, store);
  }
  return undefined;
}

function decode(
  auth: string,
  { key, path }: { key: string; path: string },
): RegistryCredentials {
  const pair = decodeAuth(auth);
  const colon = pair.indexOf(':');
  if (colon < 1 || colon === pair.length - 1) {
    throw refuseAccount(path, key);
  }
  return { username: pair.slice(0, colon), password: pair.slice(colon + 1) };
}

/** From the repository itself up to its registry. */
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

function refuseAccount(path: string, key: string): InputError {
  return new InputError(
    `The auth file ${path} has no user name and password for ${key}; log in to it again`,
  );
}

function refuseHelper(path: string, key: string, helper: string): InputError {
  return new InputError(
    `The auth file ${path} leaves ${key} to the credential helper '${helper}', which is not supported; log in with 'podman login --authfile' to a file of its own`,
  );
}

import { decodeAuth } from './decodeAuth';
import { loadAuthFile } from './loadAuthFile';
import type { AuthFileEntry } from './parseAuthFile';

/**
 * All current secrets of an auth file, for all its registries: they must not
 * appear in a log. Includes each account's parts and its `username:password`,
 * which registries and podman get in Base64.
 *
 * @throws InputError if the file cannot be read or used: then it gives no
 * credentials either.
 * @public
 */
export async function readAuthFileSecrets(path: string): Promise<string[]> {
  const { auths } = await loadAuthFile(path);
  return Object.values(auths ?? {}).flatMap(entry =>
    entry ? secretsOf(entry) : [],
  );
}

function secretsOf(entry: AuthFileEntry): string[] {
  const { auth, username, password, identitytoken, registrytoken } = entry;
  const pair = auth ? decodeAuth(auth) : undefined;
  return [
    auth,
    pair,
    // The whole text if it has no colon.
    pair?.slice(pair.indexOf(':') + 1),
    password,
    username && password ? `${username}:${password}` : undefined,
    identitytoken,
    registrytoken,
  ].filter(text => !!text) as string[];
}

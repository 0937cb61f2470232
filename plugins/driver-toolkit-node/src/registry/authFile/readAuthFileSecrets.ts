import { decodeAuth } from './decodeAuth';
import { loadAuthFile } from './loadAuthFile';
import type { AuthFileEntry } from './parseAuthFile';

/**
 * Everything secret that an auth file has now, of each of its registries: what
 * must not be in a log where the file is used. The words of an account are
 * there by themselves and as `username:password`, which registries and podman
 * get in Base64.
 *
 * @throws InputError where the file cannot be read or used: nobody gets
 * credentials from it then, either.
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
    // All of it where it has no colon.
    pair?.slice(pair.indexOf(':') + 1),
    password,
    username && password ? `${username}:${password}` : undefined,
    identitytoken,
    registrytoken,
  ].filter(text => !!text) as string[];
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RegistryAccess } from '../Builder';

/**
 * Writes what podman needs to reach registries into files that only this user
 * can read, and removes them when `use` has ended.
 *
 * @remarks
 * Format of the auth file: containers-auth.json(5). Credentials never appear
 * in an argument list.
 */
export async function withAuthFile<T>(
  directory: string,
  registries: readonly RegistryAccess[],
  use: (authFile: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(directory, 'auth-'));
  try {
    const auths = Object.fromEntries(
      registries.flatMap(({ prefix, credentials }) =>
        credentials
          ? [
              [
                prefix,
                {
                  auth: Buffer.from(
                    `${credentials.username}:${credentials.password}`,
                  ).toString('base64'),
                },
              ],
            ]
          : [],
      ),
    );
    const file = join(folder, 'auth.json');
    await writeFile(file, JSON.stringify({ auths }), { mode: 0o600 });
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RegistryLogin } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { registriesConfiguration } from './registriesConfiguration';

/** Configuration files of registries for one run of podman. */
export interface RegistryFiles {
  authFile: string;
  /** Added to podman's environment. */
  environment: NodeJS.ProcessEnv;
}

/**
 * Writes the files that podman needs to reach registries; only this user can
 * read them. They are removed with their folder.
 *
 * @remarks Format of the auth file: containers-auth.json(5). Credentials never
 * appear in an argument list. Over a podman connection, the registries.conf of
 * the other machine decides which registries are reached by plain HTTP.
 */
export async function writeRegistryFiles(
  folder: string,
  registries: readonly RegistryLogin[],
): Promise<RegistryFiles> {
  const auths = Object.fromEntries(
    registries.flatMap(({ prefix, credentials }) =>
      credentials ? [[prefix, { auth: basicAuth(credentials) }]] : [],
    ),
  );
  const authFile = join(folder, 'auth.json');
  await writeFile(authFile, JSON.stringify({ auths }), { mode: 0o600 });

  const insecure = registries.filter(registry => registry.insecure);
  if (insecure.length === 0) {
    return { authFile, environment: {} };
  }
  const registriesFile = join(folder, 'registries.conf');
  await writeFile(
    registriesFile,
    await registriesConfiguration(
      insecure.map(({ prefix }) => prefix.split('/')[0]),
    ),
    { mode: 0o600 },
  );
  return {
    authFile,
    environment: { CONTAINERS_REGISTRIES_CONF: registriesFile },
  };
}

function basicAuth(credentials: NonNullable<RegistryLogin['credentials']>) {
  return Buffer.from(
    `${credentials.username}:${credentials.password}`,
  ).toString('base64');
}

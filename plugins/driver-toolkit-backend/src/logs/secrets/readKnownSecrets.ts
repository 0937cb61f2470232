import {
  readAuthFileSecrets,
  type DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { readPassphrase } from '../../trust/signing/readPassphrase';
import {
  listSigningEntries,
  type SigningEntry,
} from '../../trust/signing/SigningEntry';
import { readProxySecrets } from './readProxySecrets';

/**
 * Everything secret that builds reach registries and proxies with, and sign
 * images with: configured passwords, those of the environment, and what auth
 * files and files of passphrases have now, as such files are renewed in place.
 */
export async function readKnownSecrets(
  config: DriverToolkitConfig,
): Promise<Set<string>> {
  const { imageRepositories, drivers, kernelSources, toolkit } = config;
  const secrets = [
    ...imageRepositories,
    ...drivers.repositories,
    ...(toolkit.layerCache ? [toolkit.layerCache] : []),
  ].flatMap(({ credentials }) =>
    credentials
      ? [
          credentials.password,
          `${credentials.username}:${credentials.password}`,
        ]
      : [],
  );
  const files = [
    ...imageRepositories.map(({ authFile }) => authFile),
    ...kernelSources.map(source => {
      switch (source.type) {
        case 'openshift':
          return source.pullSecret;
        case 'imageLabel':
          return source.authFile;
        default:
          return undefined;
      }
    }),
  ].filter(path => path !== undefined);
  const read = await Promise.all([
    ...[...new Set(files)].map(readSecretsOf),
    ...listSigningEntries(config).map(readPassphraseOf),
  ]);
  return new Set([
    ...secrets,
    ...readProxySecrets(process.env),
    ...read.flat(),
  ]);
}

/** None of a file that cannot be used: no build gets anything from it either. */
async function readSecretsOf(path: string): Promise<string[]> {
  return await readAuthFileSecrets(path).catch(() => []);
}

/** None of a file that cannot be used, as above; the build says so when it signs. */
async function readPassphraseOf(entry: SigningEntry): Promise<string[]> {
  try {
    const passphrase = await readPassphrase(entry);
    return passphrase === undefined ? [] : [passphrase];
  } catch {
    return [];
  }
}

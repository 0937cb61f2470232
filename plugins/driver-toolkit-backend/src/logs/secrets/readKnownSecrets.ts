import {
  readAuthFileSecrets,
  type DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { listModuleKeys } from '../../trust/moduleSigning/ModuleKeyEntry';
import { readPassphrase } from '../../trust/signing/readPassphrase';
import {
  listSigningEntries,
  type SigningEntry,
} from '../../trust/signing/SigningEntry';
import { readProxySecrets } from './readProxySecrets';

/**
 * All secrets that builds use for registries, proxies and signatures:
 * configured passwords, those of the environment, and the current content of
 * auth files and passphrase files, because such files are renewed in place.
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
    ...listModuleKeys(config).flatMap(({ passphraseFile, pkcs11, place }) =>
      [passphraseFile, pkcs11?.pinFile].map(file =>
        readPassphraseOf({ passphraseFile: file, place }),
      ),
    ),
  ]);
  return new Set([
    ...secrets,
    ...readProxySecrets(process.env),
    ...read.flat(),
  ]);
}

/** An unusable file has no secrets: no build gets anything from it either. */
async function readSecretsOf(path: string): Promise<string[]> {
  return await readAuthFileSecrets(path).catch(() => []);
}

/**
 * An unusable file has no secrets, as above; the build reports it when it
 * signs.
 */
async function readPassphraseOf(
  entry: Pick<SigningEntry, 'passphraseFile' | 'place'>,
): Promise<string[]> {
  try {
    const passphrase = await readPassphrase(entry);
    return passphrase === undefined ? [] : [passphrase];
  } catch {
    return [];
  }
}

import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BuiltImage } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { pack } from 'tar-stream';
import type { TemporaryFolders } from '../../machine/TemporaryFolders';
import { resolveFolders } from '../../modules/resolveFolders';
import { SpoolFile } from '../../modules/SpoolFile';
import { LayerSigner, type Spools } from './LayerSigner';
import type { ModuleKey } from './ModuleKey';

/** The label of an image whose modules the portal has signed: the certificate. */
export const SIGNER_LABEL = 'driver-toolkit.module-signer';

/**
 * Derives an image whose modules are signed, in a layer of their own: each
 * module loses the signatures that it has, and gets one of the key. All else
 * stays as it is.
 *
 * @remarks It runs on the backend's machine, which alone has the key. No
 * program of the image runs.
 *
 * @param paths - folders with modules; others are left alone
 * @throws BuildFailedError that names a module which cannot be signed
 */
export async function signModules(
  image: BuiltImage,
  key: ModuleKey,
  paths: readonly string[],
  options: { signal: AbortSignal; folders: Pick<TemporaryFolders, 'lend'> },
): Promise<BuiltImage> {
  const { signal, folders } = options;
  const resolved = await resolveFolders(image, paths, signal);
  return folders.lend(async workFolder => {
    const spools = await openSpools(workFolder);
    const layer = join(workFolder, 'layer.tar');
    try {
      const tar = pack();
      const written = pipeline(tar, createWriteStream(layer), { signal });
      const writing = async () => {
        const signer = new LayerSigner(tar, key, spools, signal);
        for (const folder of resolved) {
          await image.readPath(
            folder.path,
            content => signer.add(content, folder),
            signal,
          );
        }
        tar.finalize();
      };
      // Each part ends when the other fails; the first failure is the reason.
      let reason: unknown;
      const endBoth = (error: unknown) => {
        reason ??= error;
        tar.destroy();
      };
      await Promise.all([written.catch(endBoth), writing().catch(endBoth)]);
      signal.throwIfAborted();
      if (reason !== undefined) {
        throw reason;
      }
    } finally {
      await Promise.all(Object.values(spools).map(spool => spool.close()));
    }
    return image.derive(
      {
        description: `modules signed with ${key.certificate.fingerprint}`,
        replaces: [],
        adds: createReadStream(layer),
        labels: { [SIGNER_LABEL]: key.certificate.fingerprint },
      },
      { signal },
    );
  });
}

async function openSpools(folder: string): Promise<Spools> {
  const open = (name: string) => SpoolFile.create(join(folder, name));
  return {
    packed: await open('packed'),
    unpacked: await open('unpacked'),
    signed: await open('signed'),
    repacked: await open('repacked'),
  };
}

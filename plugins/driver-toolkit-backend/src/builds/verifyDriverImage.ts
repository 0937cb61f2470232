import type { ImageBuilder } from '../builders/Builder';
import { BuildFailedError } from '../builders/BuildFailedError';
import { readModules, type ImageModule } from '../driver/readModules';

/** Where driver containers carry their modules. */
const MODULE_FOLDERS = ['/opt/lib/modules', '/lib/modules'];

/**
 * Makes sure that a driver image carries modules, and that each was compiled
 * for the kernel it was built for.
 *
 * @throws BuildFailedError that names the module and its vermagic
 */
export async function verifyDriverImage(
  builder: ImageBuilder,
  imageId: string,
  unameRelease: string,
  signal: AbortSignal,
): Promise<ImageModule[]> {
  const folders = MODULE_FOLDERS.map(folder => `${folder}/${unameRelease}`);
  for (const folder of folders) {
    const modules =
      (await builder.readPath(imageId, folder, readModules, signal)) ?? [];
    for (const { path, vermagic } of modules) {
      if (vermagic?.split(' ')[0] !== unameRelease) {
        throw new BuildFailedError(
          `${path} in the image was compiled for another kernel: its vermagic is ${
            vermagic ? `'${vermagic}'` : 'missing'
          }, not ${unameRelease}.`,
        );
      }
    }
    if (modules.length > 0) {
      return modules;
    }
  }
  throw new BuildFailedError(
    `The image was built, but it carries no kernel module (.ko) under ${folders.join(
      ' or ',
    )}.`,
  );
}

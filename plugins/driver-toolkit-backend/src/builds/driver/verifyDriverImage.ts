import {
  BuildFailedError,
  type BuiltImage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { TemporaryFolders } from '../../machine/TemporaryFolders';
import { readKernelSymbols } from '../../modules/readKernelSymbols';
import { readModules, type ImageModule } from '../../modules/readModules';
import type { DriverPlan } from '../../plans/BuildPlan';
import type { ModuleKey } from '../../trust/moduleSigning/ModuleKey';
import { requireDriverModules } from './requireDriverModules';
import { requireSymbols } from './requireSymbols';

const MODULE_FOLDERS = ['/opt/lib/modules', '/lib/modules', '/usr/lib/modules'];

/** The modules of a driver image, which its kernel will load. */
export interface VerifiedModules {
  modules: ImageModule[];
  /** Whether the toolkit image says which symbols its kernel offers. */
  hasSymbols: boolean;
}

/** The folders of a kernel's modules in driver containers. */
export function moduleFoldersOf(unameRelease: string): string[] {
  return MODULE_FOLDERS.map(folder => `${folder}/${unameRelease}`);
}

/**
 * Makes sure that a driver image contains modules, and that each of them, in
 * any folder, was compiled for the build's kernel and architecture, and for the
 * symbols of that kernel; and that none is missing which `driver.yaml` names.
 *
 * @param options - `key`: each must be signed with it
 * @throws BuildFailedError that names the module and the problem
 */
export async function verifyDriverImage(
  image: Pick<BuiltImage, 'readPath' | 'toolkit'>,
  plan: Pick<DriverPlan, 'unameRelease' | 'architecture' | 'driver'>,
  {
    signal,
    folders,
    key,
  }: {
    signal: AbortSignal;
    folders: Pick<TemporaryFolders, 'lend'>;
    key?: Pick<ModuleKey, 'name' | 'isNamedBy'>;
  },
): Promise<VerifiedModules> {
  const moduleFolders = moduleFoldersOf(plan.unameRelease);
  const modules: ImageModule[] = [];
  for (const folder of moduleFolders) {
    const found = await folders.lend(workFolder =>
      image.readPath(
        folder,
        tar => readModules(tar, folder, workFolder),
        signal,
      ),
    );
    modules.push(...(found ?? []));
  }
  const files = modules.filter(({ linkTo }) => linkTo === undefined);
  files.forEach(module => requireKernel(module, plan));
  requireCheckedTargets(modules);
  if (key) {
    files.forEach(module => requireSignature(module, key));
  }
  if (files.length === 0) {
    throw new BuildFailedError(
      `The image was built, but it contains no kernel module (.ko) under ${moduleFolders.join(
        ' or ',
      )}.`,
    );
  }
  requireDriverModules(files, plan);
  const symbols =
    image.toolkit &&
    (await readKernelSymbols(image.toolkit, plan.unameRelease, signal));
  if (symbols) {
    requireSymbols(files, symbols);
  }
  return { modules: files, hasSymbols: symbols !== undefined };
}

function requireSignature(
  { path, info }: ImageModule,
  key: Pick<ModuleKey, 'name' | 'isNamedBy'>,
): void {
  if (!info?.signature || !key.isNamedBy(info.signature)) {
    throw new BuildFailedError(
      `${path} in the image is not signed with the module key '${key.name}'.`,
    );
  }
}

/** A link is as good as the module it leads to, if that was checked. */
function requireCheckedTargets(modules: readonly ImageModule[]): void {
  // In most images /lib is a link to /usr/lib.
  const nameOf = (path: string) => path.replace(/^\/usr(?=\/)/, '');
  const checked = new Set(modules.map(({ path }) => nameOf(path)));
  for (const { path, linkTo } of modules) {
    if (linkTo !== undefined && !checked.has(nameOf(linkTo))) {
      throw new BuildFailedError(
        `${path} in the image is a link to ${linkTo}, which is not one of the checked modules; install the module itself.`,
      );
    }
  }
}

function requireKernel(
  { path, info }: ImageModule,
  {
    unameRelease,
    architecture,
  }: Pick<DriverPlan, 'unameRelease' | 'architecture'>,
): void {
  if (!info) {
    throw new BuildFailedError(
      `${path} in the image is not a kernel module, although its name ends in .ko.`,
    );
  }
  if (info.architecture !== architecture) {
    throw new BuildFailedError(
      `${path} in the image was compiled for another architecture: it is a module for ${info.architecture}, not for ${architecture}.`,
    );
  }
  const { vermagic } = info;
  if (vermagic?.split(' ')[0] !== unameRelease) {
    throw new BuildFailedError(
      `${path} in the image was compiled for another kernel: its vermagic is ${
        vermagic === undefined ? 'missing' : `'${vermagic}'`
      }, not ${unameRelease}.`,
    );
  }
}

import type { BootReport } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  BuildFailedError,
  type BuiltImage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { TemporaryFolders } from '../../machine/TemporaryFolders';
import { readModules, type ImageModule } from '../../modules/readModules';
import type { DriverPlan } from '../../plans/BuildPlan';
import type { ModuleKey } from '../../trust/moduleSigning/ModuleKey';
import type { KernelRecords, StoredKernel } from '../KernelRecords';
import { findTwins } from './findTwins';
import { ModuleRefusedError } from './ModuleRefusedError';
import { requireDriverModules } from './requireDriverModules';
import { requireSymbols } from './requireSymbols';

const MODULE_FOLDERS = ['/opt/lib/modules', '/lib/modules', '/usr/lib/modules'];

/** What was found out about a driver image. */
export interface DriverFindings {
  /** Its modules, which its kernel will load. */
  modules: ImageModule[];
  /** Undefined if the toolkit image does not say what its kernel offers. */
  kernel?: StoredKernel;
  /** What a person should look at, as sentences. */
  warnings: string[];
  /** Undefined if the kernel was not booted. */
  boot?: BootReport;
}

/** A driver image that may not be pushed, with what was found out about it. */
export class RefusedDriverError extends BuildFailedError {
  readonly findings: DriverFindings;
  readonly reason: BuildFailedError;

  constructor(reason: BuildFailedError, findings: DriverFindings) {
    super(reason.message, { lines: reason.lines });
    this.findings = findings;
    this.reason = reason;
  }
}

/** The parts of a plan that say what the image must have. */
type VerifiedPlan = Pick<
  DriverPlan,
  | 'unameRelease'
  | 'architecture'
  | 'driver'
  | 'source'
  | 'kernel'
  | 'toolkitImage'
>;

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
 * @throws RefusedDriverError that names the module and the problem;
 * BuildFailedError if the image cannot be read
 */
export async function verifyDriverImage(
  image: Pick<BuiltImage, 'readPath' | 'toolkit'>,
  plan: VerifiedPlan,
  options: {
    signal: AbortSignal;
    folders: Pick<TemporaryFolders, 'lend'>;
    kernels: Pick<KernelRecords, 'of'>;
    key?: Pick<ModuleKey, 'name' | 'isNamedBy'>;
  },
): Promise<DriverFindings> {
  const { signal, kernels, key } = options;
  const modules = await readDriverModules(image, plan, options);
  const kernel =
    image.toolkit && (await kernels.of(plan, image.toolkit, signal));
  const files = modules.filter(({ linkTo }) => linkTo === undefined);
  const findings: DriverFindings = {
    modules: files,
    kernel,
    warnings: kernel
      ? findTwins(files, kernel.record, plan.driver?.replaces)
      : [],
  };
  try {
    files.forEach(module => requireKernel(module, plan));
    requireCheckedTargets(modules);
    if (key) {
      files.forEach(module => requireSignature(module, key));
    }
    requireModules(files, plan);
    requireDriverModules(files, plan);
    const symbols = kernel?.record.symbols;
    if (symbols) {
      requireSymbols(files, { ...kernel.record, symbols });
    }
  } catch (error) {
    throw BuildFailedError.is(error)
      ? new RefusedDriverError(error, findings)
      : error;
  }
  return findings;
}

async function readDriverModules(
  image: Pick<BuiltImage, 'readPath'>,
  plan: VerifiedPlan,
  {
    signal,
    folders,
  }: { signal: AbortSignal; folders: Pick<TemporaryFolders, 'lend'> },
): Promise<ImageModule[]> {
  const modules: ImageModule[] = [];
  for (const folder of moduleFoldersOf(plan.unameRelease)) {
    const found = await folders.lend(workFolder =>
      image.readPath(
        folder,
        tar => readModules(tar, folder, workFolder),
        signal,
      ),
    );
    modules.push(...(found ?? []));
  }
  return modules;
}

function requireModules(
  files: readonly ImageModule[],
  { unameRelease }: VerifiedPlan,
): void {
  if (files.length === 0) {
    throw new BuildFailedError(
      `The image was built, but it contains no kernel module (.ko) under ${moduleFoldersOf(
        unameRelease,
      ).join(' or ')}.`,
    );
  }
}

function requireSignature(
  { path, info }: ImageModule,
  key: Pick<ModuleKey, 'name' | 'isNamedBy'>,
): void {
  if (!info?.signature || !key.isNamedBy(info.signature)) {
    throw new ModuleRefusedError(
      path,
      `is not signed with the module key '${key.name}'.`,
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
      throw new ModuleRefusedError(
        path,
        `is a link to ${linkTo}, which is not one of the checked modules; install the module itself.`,
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
    throw new ModuleRefusedError(
      path,
      'is not a kernel module, although its name ends in .ko.',
    );
  }
  if (info.architecture !== architecture) {
    throw new ModuleRefusedError(
      path,
      `was compiled for another architecture: it is a module for ${info.architecture}, not for ${architecture}.`,
    );
  }
  const { vermagic } = info;
  if (vermagic?.split(' ')[0] !== unameRelease) {
    throw new ModuleRefusedError(
      path,
      `was compiled for another kernel: its vermagic is ${
        vermagic === undefined ? 'missing' : `'${vermagic}'`
      }, not ${unameRelease}.`,
    );
  }
}

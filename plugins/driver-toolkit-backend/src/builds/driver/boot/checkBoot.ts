import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BootReport } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  BuildFailedError,
  type BuiltImage,
  type ImageBuilder,
  type ImageFiles,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { readTarEntries } from '../../../inspection/readTarEntries';
import type { TemporaryFolders } from '../../../machine/TemporaryFolders';
import type { ImageModule } from '../../../modules/readModules';
import { SpoolFile } from '../../../modules/SpoolFile';
import { MAX_MODULE_BYTES, unpackModule } from '../../../modules/unpackModule';
import type { DriverPlan } from '../../../plans/BuildPlan';
import { INIT_PROGRAMS } from './init.generated';
import { Initramfs } from './Initramfs';
import type { KernelCache } from './KernelCache';
import { type ModuleLoad, planLoads } from './planLoads';
import { readConsole } from './readConsole';

/** What a boot check needs besides the image. */
export interface BootCheckContext {
  builder: Pick<ImageBuilder, 'boot' | 'config'>;
  kernels: Pick<KernelCache, 'lend'>;
  folders: Pick<TemporaryFolders, 'lend'>;
  signal: AbortSignal;
}

/**
 * Boots the kernel of the toolkit image, loads the driver's modules in the order
 * of `driver.yaml` with what they need, and unloads them in reverse.
 *
 * @param modules - of the driver image
 * @returns what the kernel said, which may be a failure
 * @throws BuildFailedError if there is nothing to boot, or no way to
 */
export async function checkBoot(
  image: Pick<BuiltImage, 'readPath' | 'toolkit'>,
  plan: Pick<
    DriverPlan,
    'driver' | 'toolkitImage' | 'unameRelease' | 'architecture'
  >,
  modules: readonly ImageModule[],
  { builder, kernels, folders, signal }: BootCheckContext,
): Promise<BootReport> {
  const { architecture } = plan;
  const { toolkit } = image;
  const program = INIT_PROGRAMS[architecture];
  if (!builder.boot || !toolkit || !program) {
    throw new BuildFailedError(
      `Builder '${builder.config.id}' cannot boot a kernel for ${architecture}, as \`check.boot\` of driver.yaml asks for: its configuration has no \`boot\` (driverToolkit.builders).`,
    );
  }
  const init = Buffer.from(program, 'base64');
  return kernels.lend(toolkit, plan, signal, async kernel => {
    const loads = planLoads(plan.driver?.modules ?? [], modules, kernel.index);
    return folders.lend(async folder => {
      const initramfs = join(folder, 'initramfs');
      const archive = await Initramfs.create(initramfs, init);
      try {
        const lines = linesOf(loads);
        await archive.add('plan', { size: lines.length, chunks: [lines] });
        for (const [index, load] of loads.entries()) {
          const [files, path] =
            load.from === 'image'
              ? [image, load.path]
              : [toolkit, `${kernel.folder}/${load.path}`];
          await addModule(archive, fileOf(index), files, path, {
            folder,
            signal,
          });
        }
      } finally {
        await archive.close();
      }
      const output = await builder.boot!({
        architecture,
        kernel: kernel.path,
        initramfs,
        signal,
      });
      return readConsole(output, loads);
    });
  });
}

/** The steps that init.c runs. */
function linesOf(loads: readonly ModuleLoad[]): Buffer {
  const lines = [
    ...loads.map(
      ({ name, parameters }, index) =>
        `load ${name} /${fileOf(index)} ${parameters}`,
    ),
    ...loads
      .filter(({ from }) => from === 'image')
      .reverse()
      .map(({ name }) => `unload ${name}`),
  ];
  return Buffer.from(`${lines.join('\n')}\n`);
}

function fileOf(index: number): string {
  return `${index}.ko`;
}

async function addModule(
  archive: Initramfs,
  name: string,
  image: Pick<ImageFiles, 'readPath'>,
  path: string,
  { folder, signal }: { folder: string; signal: AbortSignal },
): Promise<void> {
  const paths = [join(folder, 'packed'), join(folder, 'module')];
  const [packed, unpacked] = await Promise.all(paths.map(SpoolFile.create));
  try {
    const found = await image.readPath(
      path,
      async tar => {
        for await (const entry of readTarEntries(tar, path, {
          maxBytes: MAX_MODULE_BYTES,
          maxEntries: 1,
        })) {
          if (entry.header.type === 'file') {
            await unpackModule(path, entry, { packed, unpacked }, () => {});
            await archive.add(name, {
              size: unpacked.size,
              chunks: unpacked.chunks(),
            });
            return true;
          }
        }
        return false;
      },
      signal,
    );
    if (!found) {
      throw new BuildFailedError(
        `The kernel was not booted: the module ${path} could not be read from its image.`,
      );
    }
  } finally {
    await Promise.all([packed.close(), unpacked.close()]);
    await Promise.all(paths.map(file => rm(file, { force: true })));
  }
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BuildFailedError,
  type ImageFiles,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { readTarEntries } from '../../../inspection/readTarEntries';
import type { TemporaryFolders } from '../../../machine/TemporaryFolders';
import type { DriverPlan } from '../../../plans/BuildPlan';
import { extractKernel } from './extractKernel';
import { ModuleIndex } from './ModuleIndex';

/** A kernel that can be booted. */
export interface BootKernel {
  /** Its file on this machine. */
  path: string;
  /** The folder of its modules in the toolkit image. */
  folder: string;
  index: ModuleIndex;
}

type Origin = Pick<
  DriverPlan,
  'toolkitImage' | 'unameRelease' | 'architecture'
>;

interface Entry {
  kernel: Promise<BootKernel>;
  users: number;
}

/** Unused kernels beyond this number are removed, the oldest first. */
const MAX_KERNELS = 4;
/** Of a kernel as its package has it. */
const MAX_KERNEL_BYTES = 128 * 1024 ** 2;
/** depmod's largest file, `modules.alias`, has about 2 MiB. */
const MAX_TEXT_BYTES = 16 * 1024 ** 2;

/**
 * Keeps the kernels of toolkit images, unpacked, while the backend runs: to
 * read one takes as long as to boot it.
 */
export class KernelCache {
  readonly #folders: Pick<TemporaryFolders, 'keep'>;
  readonly #entries = new Map<string, Entry>();
  #count = 0;

  constructor(folders: Pick<TemporaryFolders, 'keep'>) {
    this.#folders = folders;
  }

  /**
   * Lends the kernel of a toolkit image.
   *
   * @throws BuildFailedError if the image has none
   */
  async lend<T>(
    toolkit: ImageFiles,
    origin: Origin,
    signal: AbortSignal,
    use: (kernel: BootKernel) => Promise<T>,
  ): Promise<T> {
    // The image is named by its digest.
    const key = `${origin.toolkitImage} ${origin.unameRelease} ${origin.architecture}`;
    const known = this.#entries.get(key);
    const isNew = known === undefined;
    const entry = known ?? {
      kernel: this.#read(toolkit, origin, signal),
      users: 0,
    };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.users += 1;
    try {
      const kernel = await entry.kernel.catch(error => {
        this.#entries.delete(key);
        // The other build that was reading it may have been cancelled.
        if (!isNew && !signal.aborted) {
          return undefined;
        }
        throw error;
      });
      return kernel
        ? await use(kernel)
        : await this.lend(toolkit, origin, signal, use);
    } finally {
      entry.users -= 1;
      await this.#evict();
    }
  }

  async #evict(): Promise<void> {
    const unused = [...this.#entries].filter(([, { users }]) => users === 0);
    const excess = Math.max(0, this.#entries.size - MAX_KERNELS);
    for (const [key, { kernel }] of unused.slice(0, excess)) {
      this.#entries.delete(key);
      await rm((await kernel).path, { force: true });
    }
  }

  async #read(
    toolkit: ImageFiles,
    { unameRelease, architecture }: Origin,
    signal: AbortSignal,
  ): Promise<BootKernel> {
    const content = await readKernel(toolkit, unameRelease, signal);
    const folder = await this.#folders.keep('kernels');
    const path = join(folder, String((this.#count += 1)));
    await extractKernel(content, architecture, path);
    const modules = await readIndex(toolkit, unameRelease, signal);
    return { path, ...modules };
  }
}

async function readKernel(
  toolkit: ImageFiles,
  unameRelease: string,
  signal: AbortSignal,
): Promise<Buffer> {
  const paths = [
    ...foldersOf(unameRelease).map(folder => `${folder}/vmlinuz`),
    `/boot/vmlinuz-${unameRelease}`,
  ];
  for (const path of paths) {
    const content = await readFile(toolkit, path, MAX_KERNEL_BYTES, signal);
    if (content) {
      return content;
    }
  }
  throw new BuildFailedError(
    `The toolkit image has no kernel to boot, as \`check.boot\` of driver.yaml asks for: there is none of ${paths.join(
      ', ',
    )}. Its toolkit must have the kernel's own package, such as kernel-core, not only that for building modules.`,
  );
}

async function readIndex(
  toolkit: ImageFiles,
  unameRelease: string,
  signal: AbortSignal,
): Promise<Pick<BootKernel, 'folder' | 'index'>> {
  const [first, ...others] = foldersOf(unameRelease);
  for (const folder of [first, ...others]) {
    const read = async (name: string) =>
      (
        await readFile(toolkit, `${folder}/${name}`, MAX_TEXT_BYTES, signal)
      )?.toString('latin1');
    const dep = await read('modules.dep');
    if (dep !== undefined) {
      const softdep = (await read('modules.softdep')) ?? '';
      const alias = (await read('modules.alias')) ?? '';
      return { folder, index: new ModuleIndex({ dep, softdep, alias }) };
    }
  }
  return {
    folder: first,
    index: new ModuleIndex({ dep: '', softdep: '', alias: '' }),
  };
}

/** In most images, the second is the first, through a link. */
function foldersOf(unameRelease: string): string[] {
  return [`/usr/lib/modules/${unameRelease}`, `/lib/modules/${unameRelease}`];
}

/** @returns undefined for an empty file, and for anything but a file */
async function readFile(
  toolkit: ImageFiles,
  path: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  const what = `${path} in the toolkit image`;
  return toolkit.readPath(
    path,
    async tar => {
      for await (const entry of readTarEntries(tar, what, {
        maxBytes,
        maxEntries: 1,
      })) {
        const chunks: Buffer[] = [];
        if (entry.header.type === 'file') {
          for await (const chunk of entry) {
            chunks.push(chunk);
          }
        }
        return chunks.length === 0 ? undefined : Buffer.concat(chunks);
      }
      return undefined;
    },
    signal,
  );
}

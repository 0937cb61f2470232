import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import {
  type ImageFiles,
  type BootTrial,
  readKernelModule,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { pack } from 'tar-stream';
import { bootWithQemu } from '../../../../builders/qemu/bootWithQemu';
import type { QemuConfig } from '../../../../builders/qemu/QemuConfig';
import type { ImageModule } from '../../../../modules/readModules';
import type { PlannedDriver } from '../../../../plans/BuildPlan';
import { checkBoot } from '../checkBoot';
import { KernelCache } from '../KernelCache';

const LAB = resolve(
  __dirname,
  '../../../../../../../lab/mirror/bootKernels.mjs',
);

/** Boots real kernels, whose files are those of a toolkit image. */
export class BootBench {
  readonly #folder: string;
  readonly #kernels: Record<string, string>;
  readonly #cache: KernelCache;

  static async create(): Promise<BootBench> {
    const { stdout } = await promisify(execFile)(process.execPath, [LAB]);
    // The machine's user must not need to enter it.
    const folder = await mkdtemp(join(tmpdir(), 'boot-'));
    return new BootBench(folder, JSON.parse(stdout));
  }

  private constructor(folder: string, kernels: Record<string, string>) {
    this.#folder = folder;
    this.#kernels = kernels;
    this.#cache = new KernelCache({
      keep: async name => {
        const path = join(folder, name);
        await mkdir(path, { recursive: true });
        return path;
      },
    });
  }

  async release(architecture = 'x86_64'): Promise<string> {
    const [release] = await readdir(
      join(this.#kernels[architecture], 'lib/modules'),
    );
    return release;
  }

  /** The lab's own driver, compiled for this kernel or for another one. */
  readDriver(name: string, kernel: 'own' | 'other' = 'own'): Promise<Buffer> {
    return readFile(join(this.#kernels.x86_64, kernel, name));
  }

  /** The kernel's symbols. */
  readSymvers(): string {
    return readFileSync(join(this.#kernels.x86_64, 'Module.symvers'), 'latin1');
  }

  /** A module of the kernel itself. */
  async readModule(path: string, architecture = 'x86_64'): Promise<Buffer> {
    const release = await this.release(architecture);
    return readFile(
      join(this.#kernels[architecture], 'lib/modules', release, path),
    );
  }

  /**
   * @param files - the modules of the driver image, by file name
   * @param modules - as in `driver.yaml`
   */
  async check(
    files: Record<string, Buffer>,
    modules: PlannedDriver['modules'],
    options: {
      architecture?: string;
      qemu?: Partial<QemuConfig>;
      signal?: AbortSignal;
      toolkit?: Partial<ImageFiles>;
    } = {},
  ) {
    const { architecture = 'x86_64', toolkit } = options;
    const { signal = new AbortController().signal } = options;
    const unameRelease = await this.release(architecture);
    const inImage = Object.entries(files).map(
      ([name, content]) =>
        [`/opt/lib/modules/${unameRelease}/extra/${name}`, content] as const,
    );
    const contents = new Map<string, Buffer>(inImage);
    return checkBoot(
      {
        readPath: filesFrom(async path => contents.get(path)),
        toolkit: {
          readPath: filesFrom(path => this.#readToolkit(path, architecture)),
          ...toolkit,
        },
      },
      {
        driver: { modules, check: { boot: true } },
        toolkitImage: `example.com/dtk@sha256:${'a'.repeat(64)}`,
        unameRelease,
        architecture,
      },
      inImage.map(([path, content]) => moduleOf(path, content)),
      {
        builder: {
          config: {
            id: 'local',
            type: 'podman',
            architectures: [architecture],
            concurrency: 1,
            limits: { timeout: { hours: 1 } },
            boot: {},
          },
          boot: (trial: BootTrial) =>
            bootWithQemu(trial, {
              programs: {},
              memory: 512 * 1024 ** 2,
              timeout: { seconds: 60 },
              ...options.qemu,
            }),
        },
        kernels: this.#cache,
        folders: {
          lend: async use => use(await mkdtemp(join(this.#folder, 'lent-'))),
        },
        signal,
      },
    );
  }

  async dispose(): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }

  async #readToolkit(path: string, architecture: string) {
    const inside = /^\/usr(\/lib\/modules\/.*)$/.exec(path)?.[1];
    return (
      inside &&
      readFile(join(this.#kernels[architecture], inside)).catch(() => undefined)
    );
  }
}

function filesFrom(
  read: (path: string) => Promise<Buffer | '' | undefined>,
): ImageFiles['readPath'] {
  return async (path, use) => {
    const content = await read(path);
    if (!content) {
      return undefined;
    }
    const tar = pack();
    tar.entry({ name: posix.basename(path) }, content);
    tar.finalize();
    return use(Readable.from(tar));
  };
}

function moduleOf(path: string, content: Buffer): ImageModule {
  const info = readKernelModule(
    {
      size: content.length,
      read: (offset, length) => content.subarray(offset, offset + length),
    },
    { withExports: true },
  );
  return { path, info };
}

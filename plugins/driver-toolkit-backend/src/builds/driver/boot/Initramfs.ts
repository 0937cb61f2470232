import { type FileHandle, open } from 'node:fs/promises';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** All files together: the kernel unpacks them into the machine's memory. */
const MAX_BYTES = 192 * 1024 ** 2;
const FILE = 0o100_644;
const PROGRAM = 0o100_755;
const FOLDER = 0o040_755;
const CHARACTER_DEVICE = 0o020_600;

interface Entry {
  name: string;
  mode: number;
  size?: number;
  chunks?: AsyncIterable<Buffer> | Buffer[];
  /** Major and minor number. */
  device?: [number, number];
}

/**
 * Writes an initramfs.
 *
 * @remarks Format: "newc", cpio(5); the kernel's
 * `Documentation/driver-api/early-userspace/buffer-format.rst`.
 */
export class Initramfs {
  readonly #file: FileHandle;
  #entries = 0;
  #bytes = 0;

  /**
   * @param path - of a file that does not exist yet
   * @param init - the first program
   */
  static async create(path: string, init: Buffer): Promise<Initramfs> {
    // The machine's own user reads it.
    const initramfs = new Initramfs(await open(path, 'wx', 0o644));
    await initramfs.#add({ name: 'dev', mode: FOLDER });
    // Without it, the kernel complains.
    await initramfs.#add({
      name: 'dev/console',
      mode: CHARACTER_DEVICE,
      device: [5, 1],
    });
    await initramfs.#add({
      name: 'init',
      mode: PROGRAM,
      size: init.length,
      chunks: [init],
    });
    return initramfs;
  }

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** @throws BuildFailedError if all files together are too large */
  async add(
    name: string,
    { size, chunks }: Required<Pick<Entry, 'size' | 'chunks'>>,
  ): Promise<void> {
    if (this.#bytes + size > MAX_BYTES) {
      throw new BuildFailedError(
        `The modules are too large to boot with: together, and with those that they need, they have more than ${MAX_BYTES} bytes. Strip their debug information.`,
      );
    }
    await this.#add({ name, mode: FILE, size, chunks });
  }

  async close(): Promise<void> {
    try {
      await this.#add({ name: 'TRAILER!!!', mode: 0 });
    } finally {
      await this.#file.close();
    }
  }

  async #add({ name, mode, size = 0, chunks = [], device = [0, 0] }: Entry) {
    this.#entries += 1;
    const fields = [
      this.#entries,
      mode,
      0, // user
      0, // group
      1, // links
      0, // time
      size,
      0,
      0,
      ...device,
      Buffer.byteLength(name) + 1,
      0, // checksum
    ];
    const numbers = fields.map(field => field.toString(16).padStart(8, '0'));
    await this.#write(Buffer.from(`070701${numbers.join('')}${name}\0`));
    await this.#align();
    for await (const chunk of chunks) {
      await this.#write(chunk);
    }
    await this.#align();
  }

  async #align(): Promise<void> {
    await this.#write(Buffer.alloc(-this.#bytes & 3));
  }

  async #write(bytes: Buffer): Promise<void> {
    await this.#file.writev([bytes]);
    this.#bytes += bytes.length;
  }
}

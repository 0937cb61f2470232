import { buffer } from 'node:stream/consumers';
import { decompress } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { BuildFailedError } from '../builders/BuildFailedError';
import { readModinfo } from './modinfo';

/** A kernel module in an image. */
export interface ImageModule {
  path: string;
  /** Undefined when the file is not a module. */
  vermagic?: string;
}

const MODULE_FILE = /\.ko(\.(gz|xz|zst))?$/;
/** Of one module, decompressed; with debug information some have tens of MiB. */
const MAX_MODULE_BYTES = 128 * 1024 ** 2;

/**
 * Finds the kernel modules in a tar stream and reads their vermagic.
 *
 * @throws BuildFailedError that names a module which is too large or damaged
 */
export async function readModules(tar: Readable): Promise<ImageModule[]> {
  const modules: ImageModule[] = [];
  for await (const entry of tar.pipe(extract())) {
    const { name, type } = entry.header;
    if (type === 'file' && MODULE_FILE.test(name)) {
      const bytes = await readModule(name, entry as AsyncIterable<Buffer>);
      modules.push({
        path: name,
        vermagic: readModinfo(bytes)?.get('vermagic'),
      });
    } else {
      entry.resume();
    }
  }
  return modules;
}

async function readModule(
  path: string,
  content: AsyncIterable<Buffer>,
): Promise<Buffer> {
  try {
    // A few kilobytes can decompress to gigabytes, so it stops at the limit.
    return await buffer(decompress(content, { maxBytes: MAX_MODULE_BYTES }));
  } catch (error) {
    throw new BuildFailedError(
      `The module ${path} in the image could not be read: ${
        error instanceof Error ? error.message : error
      }`,
      { cause: error },
    );
  }
}

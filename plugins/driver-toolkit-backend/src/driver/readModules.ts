import { decompress } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { readModinfo } from './modinfo';

/** A kernel module in an image. */
export interface ImageModule {
  path: string;
  /** Undefined when the file is not a module. */
  vermagic?: string;
}

const MODULE_FILE = /\.ko(\.(gz|xz|zst))?$/;
/** A module with debug information; larger files are none worth shipping. */
const MAX_MODULE_BYTES = 512 * 1024 ** 2;

/** Finds the kernel modules in a tar stream and reads their vermagic. */
export async function readModules(tar: Readable): Promise<ImageModule[]> {
  const modules: ImageModule[] = [];
  for await (const entry of tar.pipe(extract())) {
    const { name, type, size = 0 } = entry.header;
    if (type !== 'file' || !MODULE_FILE.test(name)) {
      entry.resume();
    } else if (size > MAX_MODULE_BYTES) {
      entry.resume();
      modules.push({ path: name });
    } else {
      const bytes = await buffer(decompress(entry as AsyncIterable<Buffer>));
      modules.push({
        path: name,
        vermagic: readModinfo(bytes)?.get('vermagic'),
      });
    }
  }
  return modules;
}

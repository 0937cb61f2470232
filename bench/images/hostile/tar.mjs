import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';

/** The size to which all parts of a tar stream are padded. */
const BLOCK = 512;
/** Two empty blocks. */
const END_BYTES = 2 * BLOCK;

export const TAR_END = Buffer.alloc(END_BYTES);

/**
 * A complete entry, without the end of the tar stream.
 *
 * @param {string} name
 * @param {string | Buffer} content
 */
export async function entry(name, content = '') {
  const tar = pack();
  tar.entry({ name }, content);
  tar.finalize();
  const bytes = await buffer(tar);
  return bytes.subarray(0, bytes.length - END_BYTES);
}

/**
 * The header of a file of this size; its content must follow.
 *
 * @param {string} name
 * @param {number} size
 */
export async function header(name, size) {
  const tar = pack();
  tar.entry({ name, size });
  for await (const chunk of tar) {
    return chunk;
  }
  throw new Error('A tar stream without a header');
}

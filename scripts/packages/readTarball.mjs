import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import tar from 'tar-stream';

/**
 * The files of a packed package.
 *
 * @param {string} path
 * @returns {Promise<Map<string, Buffer>>} by their paths in the package
 */
export async function readTarball(path) {
  const files = new Map();
  const extract = tar.extract();
  extract.on('entry', async ({ name }, stream, next) => {
    files.set(name.replace(/^package\//, ''), await buffer(stream));
    next();
  });
  await pipeline(createReadStream(path), createGunzip(), extract);
  return files;
}

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  DRIVER_FILE_MAX_BYTES,
  parseDriverFile,
  type ParsedDriverFile,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/**
 * Reads a `driver.yaml`.
 *
 * @param path - the file, or the folder that has it
 * @throws InputError with a line for each problem
 */
export async function readDriver(
  path: string,
  signal: AbortSignal,
): Promise<ParsedDriverFile & { file: string }> {
  const isFolder = (await stat(path)).isDirectory();
  const file = isFolder ? join(path, 'driver.yaml') : path;
  const content = await buffer(
    createReadStream(file, { end: DRIVER_FILE_MAX_BYTES, signal }),
  );
  return { file, ...parseDriverFile(content.toString(), { path: file }) };
}

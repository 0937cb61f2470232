import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  DRIVER_FILE_MAX_BYTES,
  parseDriverFile,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { CommandContext } from '../CommandContext';
import { ExitCode } from '../ExitCode';

/**
 * Checks a `driver.yaml`.
 *
 * @param path - the file, or the folder that has it
 * @throws InputError with a line for each problem
 */
export async function checkDriver(
  path: string,
  { stdout, signal }: CommandContext,
): Promise<ExitCode> {
  const isFolder = (await stat(path)).isDirectory();
  const file = isFolder ? join(path, 'driver.yaml') : path;
  const content = await buffer(
    createReadStream(file, { end: DRIVER_FILE_MAX_BYTES, signal }),
  );
  const { driver } = parseDriverFile(content.toString(), { path: file });
  const names = driver.modules.map(({ name }) => name).join(', ');
  stdout.write(`${file} is correct. Modules: ${names}\n`);
  return ExitCode.Ok;
}

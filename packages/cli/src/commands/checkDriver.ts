import type { CommandContext } from '../CommandContext';
import { ExitCode } from '../ExitCode';
import { readDriver } from './readDriver';

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
  const { file, driver } = await readDriver(path, signal);
  const names = driver.modules.map(({ name }) => name).join(', ');
  stdout.write(`${file} is correct. Modules: ${names}\n`);
  return ExitCode.Ok;
}

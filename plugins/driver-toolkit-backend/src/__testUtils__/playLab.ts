import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { LabState } from './lab';

const run = promisify(execFile);
const CLI = resolve(__dirname, '../../../../lab/cli.mjs');

/** Runs a command of the lab: `npm run lab -- <command>`. */
export async function playLab(
  lab: LabState,
  ...command: string[]
): Promise<void> {
  await run(process.execPath, [CLI, ...command], {
    env: { ...process.env, DRIVER_TOOLKIT_LAB_HOME: lab.home },
  });
}

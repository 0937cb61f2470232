import { readFile } from 'node:fs/promises';
import type { LabState } from '../lab/labState.mjs';

/** Reads the state file of the lab that the tested portal uses. */
export async function readLab(): Promise<LabState> {
  const file = process.env.DRIVER_TOOLKIT_LAB;
  if (!file) {
    throw new Error('DRIVER_TOOLKIT_LAB must name the lab.json of the lab');
  }
  return JSON.parse(await readFile(file, 'utf8'));
}

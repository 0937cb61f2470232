import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labHome } from './settings.mjs';

/**
 * Addresses of a running lab's parts, stored in `lab.json` in its folder.
 *
 * @typedef {object} LabState
 * @property {string} home
 * @property {string} registry - host and port
 * @property {string} mirror - base URL
 * @property {string} forge - base URL
 * @property {string} baseImage - reference
 * @property {Record<string, import('./baseImage/familyImages.mjs').LabFamily>} families - kernel
 * packagings, by name
 * @property {Record<string, string>} env - selects the lab's podman configuration
 * @property {boolean} toolFiles - whether its userland packages are as large as real ones
 * @property {Record<string, import('./process/ProcessRecord.mjs').ProcessRecord>} pids
 */

/**
 * @param {string} [home]
 * @returns {Promise<LabState | undefined>} undefined if no lab was left running there
 */
export async function readLabState(home) {
  try {
    return JSON.parse(await readFile(stateFile(labHome(home)), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

/** @param {string} home */
function stateFile(home) {
  return join(home, 'lab.json');
}

/** @param {LabState} state */
export async function writeLabState(state) {
  const file = stateFile(state.home);
  await writeFile(`${file}.new`, `${JSON.stringify(state, undefined, 2)}\n`);
  await rename(`${file}.new`, file);
}

/** @param {string} home */
export async function removeLabState(home) {
  await rm(stateFile(home));
}

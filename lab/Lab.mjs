import { isAlive } from './process/ProcessRecord.mjs';
import { withLock } from './process/withLock.mjs';
import { readLabState, removeLabState, writeLabState } from './labState.mjs';
import { missingPackages } from './packages.mjs';
import { releaseStorage } from './releaseStorage.mjs';
import { labHome } from './settings.mjs';
import { startParts, stopServers } from './startParts.mjs';
import { serverNames } from './startServers.mjs';

export { readLabState };
export { setFault } from './faults/setFault.mjs';
export { removeImage } from './registry/removeImage.mjs';
export { addKernel, publishedKernels, removeKernel } from './kernels.mjs';

/**
 * A running lab.
 *
 * @typedef {object} Lab
 * @property {import('./labState.mjs').LabState} state
 * @property {boolean} alreadyRunning - whether it was running already
 * @property {() => Promise<void>} stop - stops its servers; images, repositories and cache stay
 */

/**
 * Starts a lab, or finds it running.
 *
 * @param {object} [options]
 * @param {string} [options.home] - the lab's folder
 * @param {Partial<Record<'registry' | 'mirror' | 'forge', number>>} [options.ports] - 0 is any
 * @param {(message: string) => void} [options.onProgress]
 * @param {boolean} [options.detached] - whether the servers outlive this process
 * @param {boolean} [options.toolFiles] - whether the mirror's userland packages are as large as
 * real ones; otherwise they are empty, because the base image has the programs
 * @returns {Promise<Lab>}
 */
export async function startLab(options = {}) {
  const {
    onProgress = () => {},
    detached = false,
    toolFiles = false,
  } = options;
  const home = labHome(options.home);
  await checkMachine();
  return withLock(
    home,
    async () => {
      const running = await readLabState(home);
      if (
        running &&
        Object.keys(serverNames).every(name => isAlive(running.pids[name]))
      ) {
        onProgress('The lab is already up');
        return labOf(running, true);
      }
      await stopServers(running);
      const { ports } = options;
      const state = await startParts({
        home,
        ports,
        detached,
        toolFiles,
        onProgress,
      });
      await writeLabState(state);
      return labOf(state, false);
    },
    () => onProgress('Waiting for another process that is starting this lab'),
  );
}

/**
 * Stops a lab's servers, and removes steps and mounts that killed builds left in its storage.
 *
 * @param {string} [home]
 * @returns {Promise<{ wasUp: boolean, busy: number[] }>} processes that still use the lab's podman
 * storage, which is then left alone
 */
export async function stopLab(home) {
  const folder = labHome(home);
  /** @type {{ wasUp: boolean, busy: number[] }} */
  const down = { wasUp: false, busy: [] };
  if (!(await readLabState(folder))) {
    return down;
  }
  return withLock(
    folder,
    async () => {
      const state = await readLabState(folder);
      if (!state) {
        return down;
      }
      await stopServers(state);
      const { busy } = await releaseStorage(state);
      await removeLabState(folder);
      return { wasUp: true, busy };
    },
    () => {},
  );
}

async function checkMachine() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `The lab runs on Linux on x86_64; this is ${process.platform} on ${process.arch}.`,
    );
  }
  const { packages, command } = await missingPackages();
  if (packages.length > 0) {
    throw new Error(
      `The lab needs ${packages.join(', ')}. Install with: ${command}`,
    );
  }
}

/**
 * @param {import('./labState.mjs').LabState} state
 * @param {boolean} alreadyRunning
 */
function labOf(state, alreadyRunning) {
  return {
    state,
    alreadyRunning,
    stop: async () => void (await stopLab(state.home)),
  };
}

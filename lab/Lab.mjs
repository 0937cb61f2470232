import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forgetOldBaseImage } from './baseImage/forgetOldBaseImage.mjs';
import { publicReference, pushBaseImage } from './baseImage/pushBaseImage.mjs';
import { repositoryLayer } from './baseImage/repositoryLayer.mjs';
import { rootFileSystem } from './baseImage/rootFileSystem.mjs';
import { Cache } from './cache/Cache.mjs';
import { writeContainersConfiguration } from './containers.mjs';
import { mirrorOf, prepareMirror } from './kernels.mjs';
import { missingPackages } from './packages.mjs';
import { freePort } from './process/port.mjs';
import { isAlive } from './process/ProcessRecord.mjs';
import { startServer, stopServer } from './process/server.mjs';
import { timed } from './process/timed.mjs';
import { withLock } from './process/withLock.mjs';
import { startRegistry } from './registry/startRegistry.mjs';
import { cacheFolder, labHome, labPorts, portSettings } from './settings.mjs';

export { addKernel, publishedKernels, removeKernel } from './kernels.mjs';
export {
  canInstallPackages,
  installPackages,
  missingPackages,
} from './packages.mjs';

/**
 * Where a running lab's parts are. Kept in `lab.json` in its folder.
 *
 * @typedef {object} LabState
 * @property {string} home
 * @property {string} registry - host and port
 * @property {string} mirror - base URL
 * @property {string} forge - base URL
 * @property {string} baseImage - reference
 * @property {Record<string, string>} env - selects the lab's podman configuration
 * @property {Record<string, import('./process/ProcessRecord.mjs').ProcessRecord>} pids
 */

/**
 * A lab that runs.
 *
 * @typedef {object} Lab
 * @property {LabState} state
 * @property {boolean} alreadyRunning - whether somebody else had started it before
 * @property {() => Promise<void>} stop - ends its servers; images, repositories and cache stay
 */

const serverNames = {
  registry: 'image registry',
  mirror: 'dnf mirror',
  forge: 'git forge',
};

/**
 * Starts the loopback world, or finds it running.
 *
 * @param {object} [options]
 * @param {string} [options.home] - the lab's folder
 * @param {Partial<Record<'registry' | 'mirror' | 'forge', number>>} [options.ports] - 0 is any
 * @param {(message: string) => void} [options.onProgress]
 * @param {boolean} [options.detached] - whether the servers outlive this process
 * @returns {Promise<Lab>}
 */
export async function startLab(options = {}) {
  const { onProgress = () => {}, detached = false } = options;
  const home = labHome(options.home);
  return withLock(
    home,
    async () => {
      const running = await readLabState(home);
      if (running && Object.values(running.pids).every(isAlive)) {
        onProgress('The lab is up already');
        return labOf(running, true);
      }
      await stopServers(running);
      const state = await start(home, options.ports, detached, onProgress);
      return labOf(state, false);
    },
    () => onProgress('Waiting for another process that starts this lab'),
  );
}

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

/**
 * Ends a lab's servers, and nothing else.
 *
 * @param {string} [home]
 * @returns {Promise<boolean>} whether there was a lab
 */
export async function stopLab(home) {
  const folder = labHome(home);
  if (!(await readLabState(folder))) {
    return false;
  }
  return withLock(
    folder,
    async () => {
      const state = await readLabState(folder);
      await stopServers(state);
      await rm(stateFile(folder), { force: true });
      return state !== undefined;
    },
    () => {},
  );
}

async function start(home, wanted, detached, onProgress) {
  await checkMachine();
  const ports = {};
  for (const [server, port] of Object.entries(labPorts(wanted))) {
    ports[server] = await freePort(
      port,
      serverNames[server],
      portSettings[server].variable,
    );
  }
  const cache = new Cache(cacheFolder, onProgress);
  const root = await cache.exclusively(async () => {
    const parts = await Promise.allSettled([
      rootFileSystem(cache),
      prepareMirror(home, cache),
    ]);
    const failed = parts.find(part => part.status === 'rejected');
    if (failed) {
      throw failed.reason;
    }
    return parts[0].value;
  });
  const addresses = {
    registry: `127.0.0.1:${ports.registry}`,
    mirror: `http://127.0.0.1:${ports.mirror}`,
    forge: `http://127.0.0.1:${ports.forge}`,
  };
  const env = await writeContainersConfiguration(home, addresses.registry);
  const pids = {};
  try {
    const starts = {
      registry: startRegistry({ home, port: ports.registry, detached }),
      mirror: startNodeServer('mirror', {
        home,
        port: ports.mirror,
        folder: mirrorOf(home).served,
        readyPath: '/9-stream/BaseOS/x86_64/os/repodata/repomd.xml',
        detached,
      }),
      forge: startNodeServer('forge', {
        home,
        port: ports.forge,
        folder: join(home, 'forge'),
        readyPath: '/api/v1/version',
        detached,
      }),
    };
    await collectPids(starts, pids);
    const baseImage = await timed(onProgress, 'Publishing the base image', () =>
      publishBaseImage({ home, addresses, env, root }),
    );
    const state = { home, ...addresses, baseImage, env, pids };
    await writeState(state);
    return state;
  } catch (error) {
    await stopServers({ pids });
    throw error;
  }
}

async function publishBaseImage({ home, addresses, env, root }) {
  const { reference, digest } = await pushBaseImage(addresses.registry, [
    root,
    await repositoryLayer(home, addresses.mirror),
  ]);
  await forgetOldBaseImage({
    home,
    env,
    digest,
    references: [reference, publicReference],
  });
  return reference;
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

function startNodeServer(part, { home, port, folder, readyPath, detached }) {
  const script = new URL(`${part}/server.mjs`, import.meta.url);
  return startServer({
    name: serverNames[part],
    command: process.execPath,
    args: [fileURLToPath(script), folder, String(port)],
    logFile: join(home, `${part}.log`),
    readyUrl: `http://127.0.0.1:${port}${readyPath}`,
    detached,
  });
}

/** Notes every server that did start, so that a failure of one can end the others. */
async function collectPids(starts, pids) {
  const outcomes = await Promise.allSettled(
    Object.entries(starts).map(async ([name, started]) => {
      pids[name] = await started;
    }),
  );
  const failed = outcomes.find(outcome => outcome.status === 'rejected');
  if (failed) {
    throw failed.reason;
  }
}

async function stopServers(state) {
  await Promise.all(Object.values(state?.pids ?? {}).map(stopServer));
}

function labOf(state, alreadyRunning) {
  return {
    state,
    alreadyRunning,
    stop: async () => void (await stopLab(state.home)),
  };
}

function stateFile(home) {
  return join(home, 'lab.json');
}

async function writeState(state) {
  const file = stateFile(state.home);
  await writeFile(`${file}.new`, `${JSON.stringify(state, undefined, 2)}\n`);
  await rename(`${file}.new`, file);
}

import { architectures } from './architectures.mjs';
import { doubleLayer } from './baseImage/doubleLayer.mjs';
import { pushFamilyImages } from './baseImage/familyImages.mjs';
import { forgetOldBaseImages } from './baseImage/forgetOldBaseImages.mjs';
import { publicReference, pushBaseImage } from './baseImage/pushBaseImage.mjs';
import { repositoryLayer } from './baseImage/repositoryLayer.mjs';
import { rootFileSystem } from './baseImage/rootFileSystem.mjs';
import { Cache } from './cache/Cache.mjs';
import { writeContainersConfiguration } from './containers.mjs';
import { prepareMirror } from './kernels.mjs';
import { freePort } from './process/port.mjs';
import { stopServer } from './process/server.mjs';
import { timed } from './process/timed.mjs';
import { cacheFolder, labPorts, portSettings } from './settings.mjs';
import {
  serverNames,
  startForge,
  startMirror,
  startRegistryServer,
} from './startServers.mjs';

/**
 * @import { Layer } from './baseImage/rootFileSystem.mjs'
 * @import { LabState } from './labState.mjs'
 * @import { ProcessRecord } from './process/ProcessRecord.mjs'
 * @import { Part } from './settings.mjs'
 */

/**
 * Makes what is missing, starts all servers, and pushes the base image to the registry.
 *
 * @param {object} options
 * @param {string} options.home
 * @param {Partial<Record<'registry' | 'mirror' | 'forge', number>>} [options.ports]
 * @param {boolean} options.detached
 * @param {boolean} options.toolFiles
 * @param {(message: string) => void} options.onProgress
 * @returns {Promise<LabState>}
 */
export async function startParts({
  home,
  ports: wanted,
  detached,
  toolFiles,
  onProgress,
}) {
  const ports = labPorts(wanted);
  /** @type {Part[]} */
  const servers = ['registry', 'mirror', 'forge'];
  for (const server of servers) {
    ports[server] = await freePort(
      ports[server],
      serverNames[server],
      portSettings[server].variable,
    );
  }
  const cache = new Cache(cacheFolder, onProgress);
  const root = await cache.exclusively(async () => {
    const rootLayer = rootFileSystem(cache);
    const mirror = prepareMirror(home, cache, { toolFiles });
    // Both end before another process may use the cache.
    await Promise.allSettled([rootLayer, mirror]);
    await mirror;
    return rootLayer;
  });
  const addresses = {
    registry: `127.0.0.1:${ports.registry}`,
    mirror: `http://127.0.0.1:${ports.mirror}`,
    forge: `http://127.0.0.1:${ports.forge}`,
  };
  const env = await writeContainersConfiguration(home, addresses.registry);
  /** @type {LabState['pids']} */
  const pids = {};
  try {
    const place = { home, ...addresses, detached };
    const starts = {
      registry: startRegistryServer(place),
      mirror: startMirror(place),
      forge: startForge(place),
    };
    await collectPids(starts, pids);
    const images = await timed(onProgress, 'Publishing the base images', () =>
      publishBaseImages({ home, addresses, env, root }),
    );
    return { home, ...addresses, ...images, env, toolFiles, pids };
  } catch (error) {
    await stopServers({ pids });
    throw error;
  }
}

/** @param {Pick<LabState, 'pids'> | undefined} state */
export async function stopServers(state) {
  await Promise.all(Object.values(state?.pids ?? {}).map(stopServer));
}

/** @param {{ home: string, addresses: { registry: string, mirror: string }, env: Record<string, string>, root: Layer }} options */
async function publishBaseImages({ home, addresses, env, root }) {
  const layers = [root, await repositoryLayer(home, addresses.mirror)];
  const images = [];
  for (const { rpm, oci, isDouble } of architectures) {
    images.push({
      architecture: oci,
      layers: isDouble ? [...layers, await doubleLayer(home, rpm)] : layers,
    });
  }
  const { reference, digest } = await pushBaseImage(addresses.registry, images);
  const others = await pushFamilyImages({ home, addresses, root });
  await forgetOldBaseImages({
    home,
    env,
    images: {
      [reference]: digest,
      [publicReference]: digest,
      ...others.images,
    },
  });
  return { baseImage: reference, families: others.families };
}

/**
 * Records every server that has started, so that all are stopped if one fails.
 *
 * @param {Record<string, Promise<ProcessRecord>>} starts
 * @param {LabState['pids']} pids
 */
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

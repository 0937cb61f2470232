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
 * Makes what is missing, starts every server, and puts the base image into the registry.
 *
 * @param {object} options
 * @param {string} options.home
 * @param {Partial<Record<'registry' | 'mirror' | 'forge', number>>} [options.ports]
 * @param {boolean} options.detached
 * @param {boolean} options.toolFiles
 * @param {(message: string) => void} options.onProgress
 * @returns {Promise<import('./labState.mjs').LabState>}
 */
export async function startParts({
  home,
  ports: wanted,
  detached,
  toolFiles,
  onProgress,
}) {
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
      prepareMirror(home, cache, { toolFiles }),
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

/** @param {import('./labState.mjs').LabState | { pids: object } | undefined} state */
export async function stopServers(state) {
  await Promise.all(Object.values(state?.pids ?? {}).map(stopServer));
}

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

import { tmpdir } from 'node:os';
import { findLocalPodman, type LocalPodman } from '../localPodman';
import type { PodmanBuilderConfig } from '../PodmanBuilderConfig';
import { Podman } from '../process/Podman';
import { BuilderStores } from './BuilderStores';

/**
 * The storages of a builder, for callers that build nothing; undefined if its
 * podman is on another machine.
 *
 * @throws podman's error
 */
export async function openBuilderStores(
  config: PodmanBuilderConfig,
): Promise<BuilderStores | undefined> {
  const podman = new Podman({
    connection: config.connection,
    temporaryDirectory: tmpdir(),
  });
  const own = await findLocalPodman(args => podman.query(args));
  return own && storesOf(config, podman, own);
}

/** In the configured folder, or beside podman's default storage. */
export function storesOf(
  config: PodmanBuilderConfig,
  podman: Podman,
  own: LocalPodman,
): BuilderStores {
  return new BuilderStores(
    config.storage?.path ?? BuilderStores.rootOf(own.graphRoot, config.id),
    { podman, own },
  );
}

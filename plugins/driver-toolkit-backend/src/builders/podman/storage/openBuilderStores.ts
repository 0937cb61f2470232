import { tmpdir } from 'node:os';
import { findLocalPodman, type LocalPodman } from '../localPodman';
import type { PodmanBuilderConfig } from '../PodmanBuilderConfig';
import { Podman } from '../process/Podman';
import { BuilderStores } from './BuilderStores';

/**
 * The storages of a builder, for who builds nothing; undefined where its podman
 * is on another machine.
 *
 * @throws what podman answers where it does not work
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

/** Where the configuration says, or beside podman's own storage. */
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

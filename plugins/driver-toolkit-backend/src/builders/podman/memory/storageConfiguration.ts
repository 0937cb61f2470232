import { join } from 'node:path';
import type { LocalPodman } from '../localPodman';

/** What `podman info` calls additional image stores. */
const IMAGE_STORES = ['overlay.imagestore', 'overlay.additionalimagestores'];
const MOUNT_OPTIONS = 'overlay.mountopt';

/** Where, in a storage's folder, it keeps what it has. */
export const GRAPH = 'graph';
/** Its path must not be longer than 50 characters: podman refuses it. */
const RUN = 'run';

/**
 * The storage.conf of a container storage in `folder` that has all images of
 * podman's own; undefined where that is set up in a way that cannot be had
 * there too.
 *
 * @remarks
 * Format: containers-storage.conf(5). A mount of the storage's own folder,
 * which podman makes by default, would outlive every podman.
 */
export function storageConfiguration(
  { graphRoot, graphDriverName, graphOptions }: LocalPodman,
  folder: string,
): string | undefined {
  const { [MOUNT_OPTIONS]: mountOptions, ...others } = graphOptions;
  const stores = IMAGE_STORES.flatMap(name => {
    const { [name]: store } = others;
    delete others[name];
    return store === undefined ? [] : [store];
  });
  if (graphDriverName !== 'overlay' || Object.keys(others).length > 0) {
    return undefined;
  }
  const table = (name: string, values: Record<string, unknown>) => [
    `[${name}]`,
    // Strings and lists of JSON are those of TOML.
    ...Object.entries(values).map(
      ([key, value]) => `${key} = ${JSON.stringify(value)}`,
    ),
  ];
  return [
    ...table('storage', {
      driver: 'overlay',
      graphroot: join(folder, GRAPH),
      runroot: join(folder, RUN),
    }),
    ...table('storage.options', {
      additionalimagestores: [graphRoot, ...stores],
    }),
    ...table('storage.options.overlay', {
      skip_mount_home: 'true',
      ...(mountOptions !== undefined && { mountopt: mountOptions }),
    }),
    '',
  ].join('\n');
}

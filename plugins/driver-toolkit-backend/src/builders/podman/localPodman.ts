import { join } from 'node:path';
import type { PodmanQuery } from './process/Podman';

/** A container storage of this machine, and what podman runs containers with. */
export interface LocalPodman {
  /** Path of the OCI runtime. */
  runtime: string;
  /** Folder of its storage. */
  graphRoot: string;
  graphDriverName: string;
  /** How the driver is set up, by name such as `overlay.mountopt`. */
  graphOptions: Record<string, unknown>;
  /** Folders of the storages whose images it reads beside its own. */
  imageStores: readonly string[];
}

/** The part of `podman info --format json` that is of interest. */
interface PodmanInfo {
  host: { serviceIsRemote?: boolean; ociRuntime: { path: string } };
  store: Pick<LocalPodman, 'graphRoot' | 'graphDriverName'> & {
    graphOptions?: LocalPodman['graphOptions'] | null;
  };
}

/** What `podman info` calls additional image stores. */
const IMAGE_STORES = /\.(imagestore|additionalimagestores)$/;

/** @returns undefined when podman's builds run on another machine */
export async function findLocalPodman(
  query: PodmanQuery,
): Promise<LocalPodman | undefined> {
  const { host, store }: PodmanInfo = JSON.parse(
    await query(['info', '--format', 'json']),
  );
  if (host.serviceIsRemote) {
    return undefined;
  }
  const options = Object.entries(store.graphOptions ?? {});
  const stores = options.filter(([name]) => IMAGE_STORES.test(name));
  return {
    runtime: host.ociRuntime.path,
    graphRoot: store.graphRoot,
    graphDriverName: store.graphDriverName,
    graphOptions: Object.fromEntries(
      options.filter(([name]) => !IMAGE_STORES.test(name)),
    ),
    imageStores: stores.flatMap(([, paths]) => paths as string | string[]),
  };
}

/** Where the storage keeps its containers, images or layers, each with a list. */
export function storageFolder(
  {
    graphRoot,
    graphDriverName,
  }: Pick<LocalPodman, 'graphRoot' | 'graphDriverName'>,
  kind: 'containers' | 'images' | 'layers',
): string {
  return join(graphRoot, `${graphDriverName}-${kind}`);
}

import { join } from 'node:path';
import type { PodmanQuery } from './process/Podman';

/** A container storage on this machine, and podman's OCI runtime. */
export interface LocalPodman {
  /** Path of the OCI runtime. */
  runtime: string;
  /** Folder of its storage. */
  graphRoot: string;
  graphDriverName: string;
  /** The driver's options by name, such as `overlay.mountopt`. */
  graphOptions: Record<string, unknown>;
  /** Folders of additional storages whose images it can read. */
  imageStores: readonly string[];
}

/** The part that we need of `podman info --format json`. */
interface PodmanInfo {
  host: { serviceIsRemote?: boolean; ociRuntime: { path: string } };
  store: Pick<LocalPodman, 'graphRoot' | 'graphDriverName'> & {
    graphOptions?: LocalPodman['graphOptions'] | null;
  };
}

/** The names of additional image stores in `podman info`. */
const IMAGE_STORES = /\.(imagestore|additionalimagestores)$/;

/** @returns undefined if podman's builds run on another machine */
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

/** The storage's folder of containers, images or layers, with their list. */
export function storageFolder(
  {
    graphRoot,
    graphDriverName,
  }: Pick<LocalPodman, 'graphRoot' | 'graphDriverName'>,
  kind: 'containers' | 'images' | 'layers',
): string {
  return join(graphRoot, `${graphDriverName}-${kind}`);
}

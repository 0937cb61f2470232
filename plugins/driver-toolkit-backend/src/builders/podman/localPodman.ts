import { join } from 'node:path';
import type { PodmanQuery } from './Podman';

/** What podman keeps on this machine, and what it runs containers with. */
export interface LocalPodman {
  /** Path of the OCI runtime. */
  runtime: string;
  /** Folder of its storage. */
  graphRoot: string;
  graphDriverName: string;
  /** By name, such as `overlay.mountopt`. */
  graphOptions: Record<string, unknown>;
}

/** The part of `podman info --format json` that is of interest. */
interface PodmanInfo {
  host: { serviceIsRemote?: boolean; ociRuntime: { path: string } };
  store: Pick<LocalPodman, 'graphRoot' | 'graphDriverName'> & {
    graphOptions?: LocalPodman['graphOptions'] | null;
  };
}

/** @returns undefined when podman's builds run on another machine */
export async function findLocalPodman(
  query: PodmanQuery,
): Promise<LocalPodman | undefined> {
  const { host, store }: PodmanInfo = JSON.parse(
    await query(['info', '--format', 'json']),
  );
  return host.serviceIsRemote
    ? undefined
    : {
        runtime: host.ociRuntime.path,
        graphRoot: store.graphRoot,
        graphDriverName: store.graphDriverName,
        graphOptions: store.graphOptions ?? {},
      };
}

/** Where the storage keeps its containers, images or layers, each with a list. */
export function storageFolder(
  { graphRoot, graphDriverName }: LocalPodman,
  kind: 'containers' | 'images' | 'layers',
): string {
  return join(graphRoot, `${graphDriverName}-${kind}`);
}

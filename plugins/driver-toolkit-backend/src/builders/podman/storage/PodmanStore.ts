import type { LocalPodman } from '../localPodman';
import type { Podman } from '../process/Podman';

/** podman, and the container storage that it works on. */
export interface PodmanStore {
  podman: Podman;
  /** Undefined where it is on another machine, which chooses it. */
  local?: LocalPodman;
}

/** A store that is in use, and so not removed by anybody, until it is closed. */
export interface OpenStore extends PodmanStore {
  close(): Promise<void>;
}

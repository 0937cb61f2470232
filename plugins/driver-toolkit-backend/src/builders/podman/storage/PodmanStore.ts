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
  /** For another who uses it, and closes it. */
  share(): OpenStore;
  close(): Promise<void>;
}

/** @param close - called when the last of those has closed it who share it */
export function openStore(
  store: PodmanStore,
  close: () => Promise<void>,
): OpenStore {
  let users = 0;
  const share = (): OpenStore => {
    users++;
    let isOpen = true;
    return {
      ...store,
      share,
      close: async () => {
        if (isOpen) {
          isOpen = false;
          users--;
          await (users === 0 && close());
        }
      },
    };
  };
  return share();
}

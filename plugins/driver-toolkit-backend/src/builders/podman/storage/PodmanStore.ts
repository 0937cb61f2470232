import type { LocalPodman } from '../localPodman';
import type { Podman } from '../process/Podman';

/** podman and its container storage. */
export interface PodmanStore {
  podman: Podman;
  /** Undefined if podman is on another machine, which chooses its storage. */
  local?: LocalPodman;
}

/** A store in use; it is not removed until it is closed. */
export interface OpenStore extends PodmanStore {
  /** A second handle for another user, who must close it too. */
  share(): OpenStore;
  close(): Promise<void>;
}

/** @param close - called when the last user has closed it */
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

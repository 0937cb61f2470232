import { commandOf, descendantsOf } from '../../../machine/processTree';

/** buildah's process name while it runs a RUN step's container. */
export const RUNTIME_COMMAND = 'buildah-oci-runtime';

/** The processes of a podman that run its RUN steps. */
export function runtimesOf(podman: number): number[] {
  return descendantsOf(podman).filter(
    pid => commandOf(pid) === RUNTIME_COMMAND,
  );
}

import { commandOf, descendantsOf } from '../../../machine/processTree';

/** What buildah calls itself while it has a RUN step's container run. */
export const RUNTIME_COMMAND = 'buildah-oci-runtime';

/** The processes of a podman that run its RUN steps. */
export function runtimesOf(podman: number): number[] {
  return descendantsOf(podman).filter(
    pid => commandOf(pid) === RUNTIME_COMMAND,
  );
}

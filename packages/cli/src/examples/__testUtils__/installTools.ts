import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const COMMAND = resolve(__dirname, '../../../bin/driver-toolkit');

const EXECUTABLE = { mode: 0o755 };

// RUN steps reach the lab's mirror on the host's loopback interface.
const PODMAN = `#!/bin/sh
PATH=\${PATH#*:}
if [ "$1" = build ]; then shift; set -- build --network=host "$@"; fi
exec podman "$@"
`;

// The workflow installs what a runner lacks; a test leaves the machine as it is.
const SUDO = `#!/bin/sh
echo 'This test needs podman and skopeo: install them, and run it again.' >&2
exit 1
`;

/**
 * Makes a folder that is to be the home of a workflow's scripts and the first
 * of their PATH: the command of this checkout, podman and skopeo for the lab,
 * and no credentials of anybody.
 */
export async function installTools(
  folder: string,
  lab: { env: Record<string, string> },
): Promise<void> {
  await symlink(COMMAND, join(folder, 'driver-toolkit'));
  await writeFile(join(folder, 'podman'), PODMAN, EXECUTABLE);
  await writeFile(join(folder, 'sudo'), SUDO, EXECUTABLE);
  await writeFile(join(folder, 'auth.json'), '{}');
  // skopeo looks for it in no variable.
  const settings = join(folder, '.config/containers');
  await mkdir(settings, { recursive: true });
  await copyFile(
    lab.env.CONTAINERS_REGISTRIES_CONF,
    join(settings, 'registries.conf'),
  );
}

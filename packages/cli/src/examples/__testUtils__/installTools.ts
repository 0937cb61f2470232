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

// The workflow installs missing tools; a test must not change the machine.
const SUDO = `#!/bin/sh
echo 'This test needs podman and skopeo: install them, and run it again.' >&2
exit 1
`;

/**
 * Creates a folder for the home of a workflow's scripts and the front of their
 * PATH: this checkout's command, podman and skopeo for the lab, and no
 * credentials.
 */
export async function installTools(
  folder: string,
  lab: { env: Record<string, string> },
): Promise<void> {
  await symlink(COMMAND, join(folder, 'driver-toolkit'));
  await writeFile(join(folder, 'podman'), PODMAN, EXECUTABLE);
  await writeFile(join(folder, 'sudo'), SUDO, EXECUTABLE);
  await writeFile(join(folder, 'auth.json'), '{}');
  // skopeo has no variable for it.
  const settings = join(folder, '.config/containers');
  await mkdir(settings, { recursive: true });
  await copyFile(
    lab.env.CONTAINERS_REGISTRIES_CONF,
    join(settings, 'registries.conf'),
  );
}

import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { queryLabPodman } from '../../__testUtils__/queryLabPodman';

/** An image with this file has an rpm that never ends. */
export const ENDLESS_RPM = 'endless-rpm';

/** It lists no packages. In an image with the file above, it never ends. */
const RPM = `#!/bin/sh
[ -e /${ENDLESS_RPM} ] && (kill -STOP $BASHPID)
exit 0
`;

/**
 * The folder of bash's libraries in Debian, which the lab's base image is made
 * of.
 */
const LIBRARIES = '/usr/lib/x86_64-linux-gnu';

/**
 * Publishes an image of a few megabytes in which a step can run: it has a
 * shell, a fake rpm, and nothing else. The builder has no copy of it and must
 * pull it.
 *
 * @param from - the image to copy the shell from
 * @param folder - used during the call only
 * @param reference - registry, repository and tag
 */
export async function publishTinyBase(
  from: string,
  folder: string,
  reference: string,
): Promise<void> {
  const context = await mkdtemp(join(folder, 'base-'));
  await mkdir(join(context, 'etc'));
  await writeFile(join(context, 'etc', 'fresh'), randomBytes(64 * 1024));
  await writeFile(join(context, 'rpm'), RPM, { mode: 0o755 });
  await writeFile(
    join(context, 'Containerfile'),
    `FROM ${from} AS base
FROM scratch
COPY --from=base /usr/bin/bash /bin/sh
COPY --from=base ${LIBRARIES}/libc.so.6 ${LIBRARIES}/libtinfo.so.6 ${LIBRARIES}/
COPY --from=base /lib64/ld-linux-x86-64.so.2 /lib64/
COPY etc /etc
COPY rpm /bin/
`,
  );
  await queryLabPodman(['build', '--quiet', '--tag', reference, context]);
  await queryLabPodman(['push', '--quiet', '--tls-verify=false', reference]);
  await queryLabPodman(['rmi', reference]);
  await rm(context, { recursive: true });
}

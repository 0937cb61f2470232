import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LabState } from './lab';

const run = promisify(execFile);

const MODULE = `#include <linux/module.h>
MODULE_LICENSE("GPL");
static int __init simple_init(void) { return 0; }
static void __exit simple_exit(void) { }
module_init(simple_init);
module_exit(simple_exit);
`;

const CONTAINERFILE = `ARG DTK_IMAGE
FROM \${DTK_IMAGE} AS builder
ARG KERNEL_VERSION
USER root
WORKDIR /build
COPY Kbuild simple.c ./
RUN make -C /lib/modules/\${KERNEL_VERSION}/build M=/build modules
RUN mkdir -p /out/opt/lib/modules/\${KERNEL_VERSION} && cp simple.ko /out/opt/lib/modules/\${KERNEL_VERSION}/
FROM scratch
COPY --from=builder /out/opt /opt
`;

/**
 * Pushes a small driver container repository to the lab's forge with git.
 *
 * @returns where Backstage's URL reader finds it
 */
export async function createDriverRepository(
  lab: LabState,
  name: string,
  options: { complete: boolean },
): Promise<string> {
  const authorization = `Basic ${Buffer.from(
    'lab-forge:loopback-only',
  ).toString('base64')}`;
  const answer = await fetch(`${lab.forge}/api/v1/orgs/drivers/repos`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  });
  if (!answer.ok) {
    throw new Error(`The forge answered ${answer.status} to a new repository`);
  }
  const folder = await mkdtemp(join(tmpdir(), 'driver-'));
  const git = (...args: string[]) =>
    run('git', [
      ...['-C', folder, '-c', 'user.name=Test'],
      ...['-c', 'user.email=test@localhost'],
      ...['-c', `http.extraHeader=Authorization: ${authorization}`],
      ...args,
    ]);
  try {
    await writeFile(join(folder, 'README.md'), `# ${name}\n`);
    if (options.complete) {
      await writeFile(join(folder, 'simple.c'), MODULE);
      await writeFile(join(folder, 'Kbuild'), 'obj-m += simple.o\n');
      await writeFile(join(folder, 'Containerfile'), CONTAINERFILE);
    }
    await git('init', '--initial-branch=main');
    await git('add', '.');
    await git('commit', '--message=First');
    await git('push', `${lab.forge}/drivers/${name}.git`, 'main');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return `${lab.forge}/drivers/${name}/src/branch/main/`;
}

import { randomUUID } from 'node:crypto';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { podmanComplaint } from '../failures/podmanComplaint';
import { describeExit } from '../process/describeExit';
import type { Podman } from '../process/Podman';
import type { MountHole } from './mountHoles';

/** Long enough for a build host under load; each takes a second. */
const TIMEOUT_MS = 120_000;
/** As every OCI runtime says it of `passwd`, which every host has in `/etc`, and of no file that is not there. */
const CANNOT_RUN = /permission denied/i;

const HERE_DOCUMENT = 'FROM scratch\nCOPY <<END /file\nno instruction\nEND\n';

/** Whether podman lets mounts of a step out to the build host. */
export interface MountProbe {
  /** Those that were seen, or may be there where `problem` is. */
  open: MountHole[];
  /** Why it could not be found out. */
  problem?: string;
  /** Whether it takes here-documents for what they are, not for instructions. */
  hereDocuments: boolean;
}

/**
 * Tries on a podman whether a step can mount folders of the build host.
 * Distributions mend old versions, so no version number tells.
 *
 * @remarks
 * Images without a file of their own, so that nothing is pulled. A step "runs"
 * `passwd` in a folder that it has mounted. The runtime cannot run that file,
 * and says so where it is there: in a folder of another stage, which shows that
 * mounts work, and in the host's `/etc`, if podman leads there.
 *
 * @param podman - with a storage that drivers do not build in, or on another machine
 * @param folder - empty
 */
export async function probeMounts(
  podman: Podman,
  folder: string,
): Promise<MountProbe> {
  const context = join(folder, 'context');
  await mkdir(join(context, 'trap', 'own'), { recursive: true });
  await symlink('/etc', join(context, 'trap', 'host'));
  await writeFile(join(context, 'trap', 'own', 'passwd'), '', { mode: 0o644 });
  const build = async (content: string, more: string[] = []) => {
    const containerfile = join(folder, 'Containerfile');
    await writeFile(containerfile, content);
    const lines: string[] = [];
    const exit = await podman.run({
      arguments: [
        'build',
        '--layers=false',
        '--force-rm',
        '--network=none',
        '--http-proxy=false',
        ...more,
        '--file',
        containerfile,
        context,
      ],
      environment: { TMPDIR: folder },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      onLines: written => lines.push(...written),
    });
    return { lines, exit };
  };
  const finds = async (mount: string) => {
    const { lines, exit } = await build(stepsWith(mount));
    return { isThere: lines.some(line => CANNOT_RUN.test(line)), lines, exit };
  };

  const control = await finds('type=bind,from=trap,source=/trap/own');
  if (!control.isThere) {
    const { lines, exit } = control;
    return {
      open: ['links', 'caches'],
      hereDocuments: false,
      problem: podmanComplaint(lines)?.reason ?? describeExit(exit),
    };
  }
  const open: MountHole[] = [];
  if ((await finds('type=bind,from=trap,source=/trap/host')).isThere) {
    open.push('links');
  }
  if ((await finds(`type=cache,id=${'../'.repeat(32)}etc`)).isThere) {
    open.push('caches');
  }
  const tag = `localhost/driver-toolkit-probe:${randomUUID()}`;
  const { exit } = await build(HERE_DOCUMENT, ['--tag', tag]);
  const hereDocuments = exit.exitCode === 0;
  if (hereDocuments) {
    await podman.query(['image', 'rm', tag]);
  }
  return { open, hereDocuments };
}

function stepsWith(mount: string): string {
  return [
    'FROM scratch AS trap',
    'COPY trap /trap/',
    'FROM scratch',
    `RUN --mount=${mount},target=/in ["/in/passwd"]`,
    '',
  ].join('\n');
}

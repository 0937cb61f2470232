import { randomUUID } from 'node:crypto';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { podmanComplaint } from '../failures/podmanComplaint';
import { describeExit } from '../process/describeExit';
import type { Podman } from '../process/Podman';
import type { MountHole } from './mountHoles';

/** Long enough for a busy build host; each build takes a second. */
const TIMEOUT_MS = 120_000;
/**
 * The words of all OCI runtimes for `passwd`, which every host has in `/etc`;
 * for a missing file they say something else.
 */
const CANNOT_RUN = /permission denied/i;

const HERE_DOCUMENT = 'FROM scratch\nCOPY <<END /file\nno instruction\nEND\n';

/** Whether podman lets a step's mounts reach the build host. */
export interface MountProbe {
  /** Holes that were found; if there is a `problem`, all that may be open. */
  open: MountHole[];
  /** Why the test failed. */
  problem?: string;
  /**
   * Whether it knows here-documents, and does not read them as instructions.
   */
  hereDocuments: boolean;
}

/**
 * Tests whether a podman lets a step mount folders of the build host.
 * Distributions patch old versions, so version numbers say nothing.
 *
 * @remarks It builds from `scratch`, so that nothing is pulled. A step "runs"
 * `passwd` in a mounted folder. The runtime cannot run that file, and says so
 * if the file exists: in a folder of another stage, which shows that mounts
 * work, and in the host's `/etc`, if podman leads there.
 *
 * @param podman - on another machine, or with a storage that no driver builds
 * in
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

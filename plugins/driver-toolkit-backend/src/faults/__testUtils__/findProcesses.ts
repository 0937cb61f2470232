import { readdir, readFile, readlink } from 'node:fs/promises';

/** Rootless podman keeps one process running forever. */
const PAUSE = /^(?:catatonit -P|podman pause)$/;

/**
 * Descriptions of the processes of builds: podman, the processes that run its
 * containers, and all processes in the containers.
 *
 * @param storages - folders that contain container storages
 * @param temporary - contains the `TMPDIR` of each podman
 */
export async function findProcesses(
  storages: readonly string[],
  temporary: string,
): Promise<string[]> {
  const ownMounts = await readlink('/proc/self/ns/mnt');
  const found: string[] = [];
  for (const pid of await readdir('/proc')) {
    const command = (await read(pid, 'cmdline')).replaceAll('\0', ' ').trim();
    if (!/^\d+$/.test(pid) || !command || PAUSE.test(command)) {
      continue;
    }
    const isOfBuild =
      storages.some(storage => command.includes(`${storage}/`)) ||
      (await read(pid, 'environ'))
        .split('\0')
        .some(entry => entry.startsWith(`TMPDIR=${temporary}/`)) ||
      (await isInContainer(pid, storages, ownMounts));
    if (isOfBuild) {
      found.push(`Process ${pid} runs: ${command}`);
    }
  }
  return found;
}

/**
 * Whether its root is a layer of a storage. Its root is invisible to processes
 * outside.
 */
async function isInContainer(
  pid: string,
  storages: readonly string[],
  ownMounts: string,
): Promise<boolean> {
  const namespace = await readlink(`/proc/${pid}/ns/mnt`).catch(() => '');
  if (!namespace || namespace === ownMounts) {
    return false;
  }
  const mounts = (await read(pid, 'mountinfo')).split('\n');
  return mounts.some(
    mount =>
      mount.split(' ')[4] === '/' &&
      storages.some(storage => mount.includes(`=${storage}/`)),
  );
}

/** Empty if the process has ended or belongs to another user. */
async function read(pid: string, file: string): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
}

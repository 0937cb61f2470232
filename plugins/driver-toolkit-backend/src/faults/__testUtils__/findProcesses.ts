import { readdir, readFile, readlink } from 'node:fs/promises';

/** Of a user other than root, podman keeps one process for good. */
const PAUSE = /^(?:catatonit -P|podman pause)$/;

/**
 * The processes of builds, in words: podman's own, those that it runs
 * containers with, and whatever runs in these.
 *
 * @param storages - folders that container storages are in
 * @param temporary - below which each podman has a `TMPDIR` of its own
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

/** Whether its root, which others do not see, is a layer of the storage. */
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

/** Empty when it is gone, or another user's. */
async function read(pid: string, file: string): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
}

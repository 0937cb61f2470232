import { readFile, readdir } from 'node:fs/promises';
import { labPodman } from './labPodman';
import { readLab } from './readLab';

/**
 * What a build has running or left behind on the machine: containers of the
 * lab, buildah's processes for them, and processes of a step.
 *
 * @param step - a part of the step's command line that no other process has
 */
export async function findLeftovers(step: string): Promise<string[]> {
  const { env } = await readLab();
  const containers = await labPodman(
    ...['ps', '--all', '--external', '--format', '{{.Names}} {{.Status}}'],
  );
  const processes: string[] = [];
  for (const pid of await readdir('/proc')) {
    const command = await readProcess(pid, 'cmdline');
    const ofLab = async () =>
      (await readProcess(pid, 'environ')).includes(env.CONTAINERS_STORAGE_CONF);
    if (
      command.includes(step) ||
      (command.startsWith('buildah-') && (await ofLab()))
    ) {
      processes.push(command);
    }
  }
  return [...containers.split('\n').filter(Boolean), ...processes];
}

/** Processes may end while they are read. */
async function readProcess(pid: string, file: string): Promise<string> {
  const text = await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
  return text.replaceAll('\0', ' ').trim();
}

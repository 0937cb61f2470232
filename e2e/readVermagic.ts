import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The state file of the lab that the portal under test works on. */
async function podmanEnvironment(): Promise<NodeJS.ProcessEnv> {
  const file = process.env.DRIVER_TOOLKIT_LAB;
  if (!file) {
    throw new Error('DRIVER_TOOLKIT_LAB must name the lab.json of the lab');
  }
  const lab = JSON.parse(await readFile(file, 'utf8'));
  return { ...process.env, ...lab.env };
}

/** Reads the lab's addresses. */
export async function readLab(): Promise<{ registry: string; forge: string }> {
  return JSON.parse(await readFile(process.env.DRIVER_TOOLKIT_LAB!, 'utf8'));
}

/**
 * Pulls an image from its registry, whatever the build host still has of it,
 * and reads the vermagic of the module it carries for a kernel.
 */
export async function readVermagic(
  reference: string,
  unameRelease: string,
): Promise<string> {
  const env = await podmanEnvironment();
  const podman = async (...args: string[]) => {
    const { stdout } = await run('podman', args, {
      env,
      encoding: 'latin1',
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  };
  await podman('pull', '--quiet', reference);
  const container = (await podman('create', reference, 'true')).trim();
  try {
    const tar = await podman(
      'cp',
      `${container}:/opt/lib/modules/${unameRelease}`,
      '-',
    );
    return tar.match(/vermagic=([^\0]*)/)?.[1] ?? '';
  } finally {
    await podman('rm', '--force', container);
  }
}

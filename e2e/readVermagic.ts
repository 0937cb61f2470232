import { labPodman } from './labPodman';

/**
 * Pulls an image from its registry, even if the build host still has it, and
 * reads the vermagic of its module for a kernel.
 */
export async function readVermagic(
  reference: string,
  unameRelease: string,
): Promise<string> {
  await labPodman('pull', '--quiet', reference);
  const container = (await labPodman('create', reference, 'true')).trim();
  try {
    const tar = await labPodman(
      'cp',
      `${container}:/opt/lib/modules/${unameRelease}`,
      '-',
    );
    return tar.match(/vermagic=([^\0]*)/)?.[1] ?? '';
  } finally {
    await labPodman('rm', '--force', container);
  }
}

import type {
  Kernel,
  KernelImage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** A kernel's stale image, unless one that is up to date is there as well. */
export function staleImageOf(
  kernel: Pick<Kernel, 'images'>,
): KernelImage | undefined {
  const present = kernel.images.filter(({ state }) => state === 'present');
  return present.every(({ stale }) => stale) ? present[0] : undefined;
}

import type {
  Kernel,
  KernelImage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** A kernel's stale image, unless it also has an up-to-date one. */
export function staleImageOf(
  kernel: Pick<Kernel, 'images'>,
): KernelImage | undefined {
  const present = kernel.images.filter(({ state }) => state === 'present');
  return present.every(({ stale }) => stale) ? present[0] : undefined;
}

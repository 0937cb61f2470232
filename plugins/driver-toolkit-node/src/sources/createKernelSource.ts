import type { KernelSourceConfig } from '../config/types';
import type { KernelSource } from './KernelSource';
import { RpmKernelSource } from './rpm/RpmKernelSource';

/**
 * The kernel source that a configuration entry describes.
 *
 * @remarks
 * Keep and reuse it: it remembers repositories that have not changed since.
 *
 * @public
 */
export function createKernelSource(config: KernelSourceConfig): KernelSource {
  return new RpmKernelSource(config);
}

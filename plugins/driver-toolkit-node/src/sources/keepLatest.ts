import type { KernelReading, SourceKernel } from './KernelSource';

/**
 * Splits kernels into the latest and the older ones, which still exist: their
 * users must not treat them as removed.
 *
 * @param kernels - The newest first.
 * @param count - Undefined keeps all.
 */
export function keepLatest(
  kernels: SourceKernel[],
  count: number = Infinity,
): Required<Pick<KernelReading, 'kernels' | 'older'>> {
  return {
    kernels: kernels.slice(0, count),
    older: kernels.slice(count).map(({ kernel }) => kernel),
  };
}

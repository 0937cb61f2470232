import type { KernelReading, SourceKernel } from './KernelSource';

/**
 * Parts the kernels that a source is to have from those that are too old for
 * it, which it has nevertheless: whoever uses one must not take it for gone.
 *
 * @param kernels - The newest first.
 * @param count - All of them where it is undefined.
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

import { compareEvr } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { SourceKernel } from '../KernelSource';
import type { SourcedFlavour } from './collectFlavours';

/**
 * Puts the flavours of all architectures together to kernels, newest first.
 *
 * @remarks
 * A flavour belongs to the kernel that was built from the same source package.
 * One that has a source package of its own, as real-time kernels have before
 * EL9.3, is a kernel of its own.
 */
export function assembleKernels(
  flavours: SourcedFlavour[],
  keepLatest: number = Infinity,
): SourceKernel[] {
  const kernelOfSource = new Map<string, string>();
  for (const { variant, sourceRpm, release } of flavours) {
    if (variant === 'default' && sourceRpm !== undefined) {
      kernelOfSource.set(sourceRpm, release);
    }
  }
  const kernels = new Map<string, SourceKernel>();
  for (const { sourceRpm, ...flavour } of flavours) {
    const name =
      (sourceRpm && kernelOfSource.get(sourceRpm)) ?? flavour.release;
    const kernel = kernels.get(name) ?? { kernel: name, flavours: [] };
    kernel.flavours.push(flavour);
    kernels.set(name, kernel);
  }
  return [...kernels.values()].sort(newestFirst).slice(0, keepLatest);
}

/** By rpm's order; what that finds equal, by name, so that readings repeat exactly. */
function newestFirst(a: SourceKernel, b: SourceKernel): number {
  return compareEvr(b.kernel, a.kernel) || (a.kernel < b.kernel ? -1 : 1);
}

import { compareEvr } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { SourceKernel } from './KernelSource';
import type { SourcedFlavour } from './SourcedFlavour';

// The part that a real-time release of EL8 and EL9.0 to 9.2 adds to its
// kernel's.
const RT_PART = /\.rt\d+\.\d+(?=\.)/;

/**
 * Groups the flavours of all architectures into kernels, newest first.
 *
 * @remarks
 * A flavour belongs to the kernel that was built from the same source package.
 * A real-time flavour with a separate source package and release, such as
 * `4.18.0-372.41.1.rt7.198.el8_6`, belongs to the kernel whose release is the
 * same without `.rt7.198`. Everything else is a separate kernel, including
 * older real-time releases of the same kernel.
 */
export function assembleKernels(flavours: SourcedFlavour[]): SourceKernel[] {
  const kernelOf = findKernels(flavours);
  const kernels = new Map<string, SourceKernel>();
  for (const sourced of flavours) {
    const { sourceRpm, ...flavour } = sourced;
    const name = kernelOf.get(sourced) ?? flavour.release;
    const kernel = kernels.get(name) ?? { kernel: name, flavours: [] };
    kernel.flavours.push(flavour);
    kernels.set(name, kernel);
  }
  return [...kernels.values()].sort(newestFirst);
}

/**
 * The kernels of flavours that belong to another kernel than their release
 * suggests.
 */
function findKernels(flavours: SourcedFlavour[]): Map<SourcedFlavour, string> {
  const kernels = new Set<string>();
  const kernelOfSource = new Map<string, string>();
  for (const { variant, sourceRpm, release } of flavours) {
    if (variant === 'default') {
      kernels.add(release);
      if (sourceRpm !== undefined) {
        kernelOfSource.set(sourceRpm, release);
      }
    }
  }
  const found = new Map<SourcedFlavour, string>();
  const newest = new Map<string, SourcedFlavour>();
  for (const flavour of flavours) {
    const { architecture, variant, release, sourceRpm } = flavour;
    const shared = sourceRpm && kernelOfSource.get(sourceRpm);
    const base = release.replace(RT_PART, '');
    if (shared) {
      found.set(flavour, shared);
    } else if (base !== release && kernels.has(base)) {
      const key = `${base} ${architecture} ${variant}`;
      const other = newest.get(key);
      if (!other || compareEvr(release, other.release) > 0) {
        newest.set(key, flavour);
      }
    }
  }
  for (const flavour of newest.values()) {
    found.set(flavour, flavour.release.replace(RT_PART, ''));
  }
  return found;
}

/**
 * By rpm's order, and equal versions by name, so that readings are
 * reproducible.
 */
function newestFirst(a: SourceKernel, b: SourceKernel): number {
  return compareEvr(b.kernel, a.kernel) || (a.kernel < b.kernel ? -1 : 1);
}

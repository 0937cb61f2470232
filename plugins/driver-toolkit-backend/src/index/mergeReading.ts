import type {
  KernelReading,
  SourceKernel,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type {
  KernelMerge,
  MergedKernel,
  StoredKernel,
} from '../database/index/KernelStore';

/**
 * Merges a new reading into a source's kernels. It replaces the old ones,
 * except that
 *
 * - architectures that could not be read completely keep their old content,
 * - a kernel that is gone stays, retired, as long as something uses it.
 *
 * @param isUsed - whether something other than an image or a build uses a
 * kernel
 */
export function mergeReading(
  before: readonly StoredKernel[],
  reading: KernelReading,
  isUsed: (kernel: string) => boolean,
): KernelMerge {
  const kernels = new Map<string, MergedKernel>();
  for (const kernel of reading.kernels) {
    kernels.set(kernel.kernel, { ...kernel, retired: false });
  }
  keepIncomplete(kernels, before, reading.incompleteArchitectures ?? []);
  const leaving = before.filter(({ kernel }) => !kernels.has(kernel));
  // These still exist: the source has more than it is asked to list.
  const older = new Set(reading.older);
  return {
    leaving,
    kernels: used => [
      ...kernels.values(),
      ...leaving
        .filter(({ kernel }) => used.has(kernel) || isUsed(kernel))
        .map(kernel => ({ ...kernel, retired: !older.has(kernel.kernel) })),
    ],
  };
}

/**
 * Adds the old content of architectures that could not be read completely this
 * time.
 */
function keepIncomplete(
  kernels: Map<string, MergedKernel>,
  before: readonly StoredKernel[],
  incomplete: readonly string[],
): void {
  if (incomplete.length === 0) {
    return;
  }
  for (const known of before) {
    const read = kernels.get(known.kernel);
    const kept = known.flavours.filter(
      flavour =>
        incomplete.includes(flavour.architecture) &&
        !read?.flavours.some(
          ({ architecture, variant }) =>
            architecture === flavour.architecture &&
            variant === flavour.variant,
        ),
    );
    if (kept.length > 0 || read) {
      kernels.set(known.kernel, {
        ...(read ?? known),
        flavours: [...(read?.flavours ?? []), ...kept],
        ...keepReleases(known, read, incomplete),
      });
    }
  }
}

/** Releases that could not be read this time keep their old content. */
function keepReleases(
  known: SourceKernel,
  read: SourceKernel | undefined,
  incomplete: readonly string[],
): Pick<SourceKernel, 'toolkitImages' | 'releasesWithoutToolkit'> {
  return {
    toolkitImages: mergeByArchitecture(
      known.toolkitImages,
      read?.toolkitImages,
      { incomplete, keyOf: ({ reference }) => reference },
    ),
    releasesWithoutToolkit: mergeByArchitecture(
      known.releasesWithoutToolkit,
      read?.releasesWithoutToolkit,
      { incomplete, keyOf: ({ toolkits }) => JSON.stringify(toolkits) },
    ),
  };
}

/**
 * The new packages, followed by the old ones of architectures that were not
 * read completely.
 */
function mergeByArchitecture<T extends { architecture: string }>(
  known: T[] = [],
  read: T[] = [],
  options: { incomplete: readonly string[]; keyOf: (item: T) => string },
): T[] | undefined {
  const { incomplete, keyOf } = options;
  const kept = known.filter(
    item =>
      incomplete.includes(item.architecture) &&
      !read.some(
        other =>
          other.architecture === item.architecture &&
          keyOf(other) === keyOf(item),
      ),
  );
  const all = [...read, ...kept];
  return all.length > 0 ? all : undefined;
}

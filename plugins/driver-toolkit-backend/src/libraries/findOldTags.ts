import type { MaintenanceRun } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { StoredImage } from '../database/index/ImageStore';
import type { StoredKernel } from '../database/index/KernelStore';
import type { IndexState } from '../index/state/IndexMemory';
import type { Library } from './Library';

/** A tag of an old kernel, and whether it is kept or listed. */
export type OldTag = MaintenanceRun['tags'][number];

/** Says what uses a kernel's image; undefined if nothing does. */
export type UseOf = (kernel: string) => string | undefined;

/**
 * The tags of a library's source whose kernels are older than its newest ones.
 * Unused tags are `listed`, the others `kept`; a tag that is not known to be a
 * kernel's image is in neither.
 *
 * @remarks
 * Only kernels with an image count: if the newest could not be built, older
 * images stay instead. Kernels are counted both with and without those that
 * left the source, so neither a mirror that keeps only one kernel nor one that
 * withdraws some causes more deletions.
 */
export function findOldTags(
  library: Library,
  keepLatest: number,
  { tables }: IndexState,
  useOf: UseOf,
): OldTag[] {
  const { kernelSource, imageRepository } = library.config;
  const kernels = tables.kernels.filter(k => k.source === kernelSource);
  const kept = new Map<string, string>();
  const old = new Map<string, { kernel: string; image: StoredImage }>();
  const newest = newestTags(kernels, keepLatest, tag => {
    const image = tables.image(imageRepository, tag);
    return (
      image?.digest !== undefined &&
      [image, ...image.platforms].every(({ error }) => error === undefined)
    );
  });
  for (const { tag, kernel } of kernels) {
    const image = tables.image(imageRepository, tag);
    if (image && !newest.has(tag)) {
      old.set(tag, { kernel, image });
      const reason =
        foreignUse(library, tables.kernelsOf(tag)) ??
        useOf(kernel) ??
        (image.digest === undefined ? 'Its digest is not known.' : undefined);
      if (reason !== undefined) {
        kept.set(tag, reason);
      }
    }
  }
  const images = tables.images.filter(i => i.repository === imageRepository);
  keepNeeded(images, new Set(old.keys()), kept);
  return [...old].map(([tag, { kernel, image }]) => ({
    tag,
    digest: image.digest,
    kernel,
    outcome: kept.has(tag) ? 'kept' : 'listed',
    ...(kept.has(tag) && { reason: kept.get(tag) }),
  }));
}

function newestTags(
  kernels: readonly StoredKernel[],
  count: number,
  isUsable: (tag: string) => boolean,
): ReadonlySet<string> {
  const newest = new Set<string>();
  const present = kernels.filter(({ retired }) => !retired);
  for (const counted of [kernels, present]) {
    let usable = 0;
    for (const { tag } of counted) {
      if (usable === count) {
        break;
      }
      newest.add(tag);
      usable += isUsable(tag) ? 1 : 0;
    }
  }
  return newest;
}

function foreignUse(
  { config, repository }: Library,
  kernels: readonly StoredKernel[],
): string | undefined {
  const foreign = kernels.find(
    ({ source }) =>
      source !== config.kernelSource &&
      repository.config.kernelSources.includes(source),
  );
  return (
    foreign &&
    `It is the image of kernel ${foreign.kernel} of ${foreign.source} too.`
  );
}

/**
 * Keeps old tags that share an image with tags that stay: a registry deletes an
 * image from all its tags and lists. A tag that is kept for this may in turn
 * need others.
 */
function keepNeeded(
  images: readonly StoredImage[],
  old: ReadonlySet<string>,
  kept: Map<string, string>,
): void {
  const isDoomed = ({ tag }: StoredImage) => old.has(tag) && !kept.has(tag);
  for (let before = -1; before !== kept.size; ) {
    before = kept.size;
    const needed = new Map<string, string>();
    for (const image of images.filter(i => !isDoomed(i))) {
      for (const digest of digestsOf(image)) {
        needed.set(digest, image.tag);
      }
    }
    for (const image of images.filter(isDoomed)) {
      const needing = needed.get(image.digest!);
      if (needing !== undefined) {
        kept.set(image.tag, `The tag ${needing} needs the same image.`);
      }
    }
  }
}

function digestsOf({ digest, platforms }: StoredImage): string[] {
  return [
    ...(digest === undefined ? [] : [digest]),
    ...platforms.map(platform => platform.digest),
  ];
}

import type { MaintenanceRun } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { StoredImage } from '../database/index/ImageStore';
import type { StoredKernel } from '../database/index/KernelStore';
import type { IndexState } from '../index/state/IndexMemory';
import type { Library } from './Library';

/** A tag of an old kernel and what becomes of it. */
export type OldTag = MaintenanceRun['tags'][number];

/** Says what uses a kernel's image; undefined where nothing does. */
export type UseOf = (kernel: string) => string | undefined;

/**
 * The tags that are for kernels of a library's source beyond its newest ones.
 * Those that nothing needs are `listed`, the others `kept`; a tag that is not
 * known to be a kernel's image is in neither.
 *
 * @remarks
 * Only kernels with an image count: where the newest could not be built, older
 * images stay in their place. They are counted with those that left the source
 * and without them: neither a mirror that keeps one kernel alone nor one that
 * withdraws some leads to more being deleted.
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
 * Keeps what tags that stay have in common with old ones: a registry deletes an
 * image with every tag and for every list that has it. What is kept for that
 * may in turn need others.
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

import type { StoredImage } from '../../database/index/ImageStore';
import type { StoredKernel } from '../../database/index/KernelStore';

/**
 * All kernels and images of the index, sorted for lists and indexed for
 * lookups. Immutable.
 */
export class IndexTables {
  /** Newest first by rpm's order. */
  readonly kernels: readonly StoredKernel[];
  /** Newest first by rpm's order of their tags. */
  readonly images: readonly StoredImage[];
  readonly #kernelById = new Map<string, StoredKernel>();
  readonly #imageById = new Map<string, StoredImage>();
  readonly #kernelsByTag: Map<string, StoredKernel[]>;
  readonly #imagesByTag: Map<string, StoredImage[]>;

  constructor(kernels: StoredKernel[], images: StoredImage[]) {
    this.kernels = [...kernels].sort(byPosition(kernelPosition));
    this.images = [...images].sort(byPosition(imagePosition));
    for (const kernel of this.kernels) {
      this.#kernelById.set(`${kernel.source}/${kernel.kernel}`, kernel);
    }
    for (const image of this.images) {
      this.#imageById.set(`${image.repository}/${image.tag}`, image);
    }
    this.#kernelsByTag = byTag(this.kernels);
    this.#imagesByTag = byTag(this.images);
  }

  kernel(source: string, kernel: string): StoredKernel | undefined {
    return this.#kernelById.get(`${source}/${kernel}`);
  }

  image(repository: string, tag: string): StoredImage | undefined {
    return this.#imageById.get(`${repository}/${tag}`);
  }

  /** Kernels whose image would have this tag. */
  kernelsOf(tag: string): readonly StoredKernel[] {
    return this.#kernelsByTag.get(tag) ?? [];
  }

  imagesOf(tag: string): readonly StoredImage[] {
    return this.#imagesByTag.get(tag) ?? [];
  }
}

/**
 * The position of an item in its list: by sort key, newest first, then by name.
 */
export type Position = readonly [sortKey: string, ...names: string[]];

export function kernelPosition(kernel: StoredKernel): Position {
  return [kernel.sortKey, kernel.source, kernel.kernel];
}

export function imagePosition(image: StoredImage): Position {
  return [image.sortKey, image.repository, image.tag];
}

/** Negative where `a` is listed before `b`. */
export function comparePositions(a: Position, b: Position): number {
  if (a[0] !== b[0]) {
    return a[0] > b[0] ? -1 : 1;
  }
  for (let i = 1; i < a.length; i++) {
    if (a[i] !== b[i]) {
      return a[i] < b[i] ? -1 : 1;
    }
  }
  return 0;
}

function byPosition<T>(position: (item: T) => Position) {
  return (a: T, b: T) => comparePositions(position(a), position(b));
}

function byTag<T extends { tag: string }>(items: readonly T[]) {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.tag);
    if (group) {
      group.push(item);
    } else {
      groups.set(item.tag, [item]);
    }
  }
  return groups;
}

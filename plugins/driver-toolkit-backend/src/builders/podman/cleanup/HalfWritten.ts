import { join } from 'node:path';
import { listStored } from '../images/listStored';
import { storageFolder, type LocalPodman } from '../localPodman';
import type { StorageCheck } from '../process/killAtRest';
import { readJsonFile } from '../readJsonFile';

/** A living podman leaves nothing half written for this long. */
const PATIENCE_MS = 5_000;

/**
 * buildah's temporary name for the image of a step until it is in the cache.
 */
const PASSING_NAME = /\/[0-9a-f]{64}-tmp:latest$/;

/** Entries of the lists that containers/storage keeps. */
interface StoredContainer {
  id: string;
  layer: string;
  /** buildah, unlike other programs, writes none. */
  metadata?: string;
}
interface StoredImage {
  id: string;
  layer?: string;
  'mapped-layers'?: string[];
  'big-data-names'?: string[];
  names?: string[];
}
interface StoredLayer {
  id: string;
  parent?: string;
  flags?: { incomplete?: boolean };
}

/**
 * Writes to podman's storage that were begun but not finished.
 *
 * @remarks Some pairs are written one after the other, without a lock on both:
 * a working container and the record that names its build, a layer and its
 * image, an image and its manifest, a step's image and the removal of its
 * temporary name. If podman ends in between, the first stays, and its owner is
 * unknown. ADR 2 draws these writes for one step.
 */
export class HalfWritten implements StorageCheck {
  readonly #podman: LocalPodman;
  readonly #ofOthers: ReadonlySet<string>;
  readonly #firstSeen = new Map<string, number>();

  /** @param ofOthers - ids of other owners, which do not count */
  constructor(podman: LocalPodman, ofOthers: string[] = []) {
    this.#podman = podman;
    this.#ofOthers = new Set(ofOthers);
  }

  /**
   * For a podman that is about to start: everything that exists now belongs to
   * others.
   */
  static async before(podman: LocalPodman): Promise<HalfWritten> {
    return new HalfWritten(podman, await listHalfWritten(podman));
  }

  /**
   * Whether there are any. Those that stay for long belong to a podman that
   * died, or to a pull, which uses its layers the next time.
   */
  async any(): Promise<boolean> {
    const now = performance.now();
    return (await listHalfWritten(this.#podman))
      .filter(id => !this.#ofOthers.has(id))
      .some(id => {
        const since = this.#firstSeen.get(id) ?? now;
        this.#firstSeen.set(id, since);
        return now - since < PATIENCE_MS;
      });
  }

  /** Working containers without the record that names their build. */
  async lostContainers(): Promise<string[]> {
    const containers = await listStored<StoredContainer>(
      this.#podman,
      'containers',
    );
    const unmarked = await listUnmarked(containers, this.#podman);
    return unmarked.filter(id => !this.#ofOthers.has(id));
  }
}

async function listHalfWritten(podman: LocalPodman): Promise<string[]> {
  const containers = await listStored<StoredContainer>(podman, 'containers');
  const images = await listStored<StoredImage>(podman, 'images');
  const layers = await listStored<StoredLayer>(podman, 'layers');

  const used = new Set([
    ...containers.map(({ layer }) => layer),
    ...images.flatMap(image => [
      image.layer,
      ...(image['mapped-layers'] ?? []),
    ]),
    ...layers.map(({ parent }) => parent),
  ]);
  return [
    ...(await listUnmarked(containers, podman)),
    ...images
      .filter(
        image =>
          !image['big-data-names']?.includes('manifest') ||
          image.names?.some(name => PASSING_NAME.test(name)),
      )
      .map(({ id }) => id),
    // The next process that opens the storage removes an incomplete layer.
    ...layers
      .filter(({ id, flags }) => !used.has(id) && !flags?.incomplete)
      .map(({ id }) => id),
  ];
}

async function listUnmarked(
  containers: readonly StoredContainer[],
  podman: LocalPodman,
): Promise<string[]> {
  const unmarked: string[] = [];
  for (const { id, metadata } of containers) {
    if (!metadata && !(await hasRecord(podman, id))) {
      unmarked.push(id);
    }
  }
  return unmarked;
}

async function hasRecord(podman: LocalPodman, id: string): Promise<boolean> {
  const folder = join(storageFolder(podman, 'containers'), id, 'userdata');
  return (await readJsonFile(join(folder, 'buildah.json'))) !== undefined;
}

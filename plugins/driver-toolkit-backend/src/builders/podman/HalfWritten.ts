import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { storageFolder, type LocalPodman } from './localPodman';

/** Longer than podman leaves anything half written that it goes on with. */
const PATIENCE_MS = 5_000;

/** Entries of the lists that containers/storage keeps. */
interface StoredContainer {
  id: string;
  layer: string;
  /** buildah, unlike others, gives none. */
  metadata?: string;
}
interface StoredImage {
  id: string;
  layer?: string;
  'mapped-layers'?: string[];
  'big-data-names'?: string[];
}
interface StoredLayer {
  id: string;
  parent?: string;
  flags?: { incomplete?: boolean };
}

/**
 * What podman has begun to write to its storage and not finished.
 *
 * @remarks
 * Some things are written one after the other, without a lock on both: a
 * working container and the record that names its build, a layer and its image,
 * an image and its manifest. Of a podman that ends in between, the first stays,
 * and nobody can tell whose it is.
 */
export class HalfWritten {
  readonly #podman: LocalPodman;
  readonly #ofOthers: ReadonlySet<string>;
  readonly #firstSeen = new Map<string, number>();

  /** @param ofOthers - ids that do not count */
  constructor(podman: LocalPodman, ofOthers: string[] = []) {
    this.#podman = podman;
    this.#ofOthers = new Set(ofOthers);
  }

  /** For a podman about to start: what is there by now is not its own. */
  static async before(podman: LocalPodman): Promise<HalfWritten> {
    return new HalfWritten(podman, await listHalfWritten(podman));
  }

  /**
   * Whether there is anything. What stays so for long is of one that died, or
   * of a pull, which makes use of its layers the next time.
   */
  async any(): Promise<boolean> {
    const now = Date.now();
    return (await listHalfWritten(this.#podman))
      .filter(id => !this.#ofOthers.has(id))
      .some(id => {
        const since = this.#firstSeen.get(id) ?? now;
        this.#firstSeen.set(id, since);
        return now - since < PATIENCE_MS;
      });
  }
}

async function listHalfWritten(podman: LocalPodman): Promise<string[]> {
  const containers = await list<StoredContainer>(podman, 'containers');
  const images = await list<StoredImage>(podman, 'images');
  const layers = await list<StoredLayer>(podman, 'layers');

  const unmarked: string[] = [];
  for (const { id, metadata } of containers) {
    if (!metadata && !(await hasRecord(podman, id))) {
      unmarked.push(id);
    }
  }
  const used = new Set([
    ...containers.map(({ layer }) => layer),
    ...images.flatMap(image => [
      image.layer,
      ...(image['mapped-layers'] ?? []),
    ]),
    ...layers.map(({ parent }) => parent),
  ]);
  return [
    ...unmarked,
    ...images
      .filter(image => !image['big-data-names']?.includes('manifest'))
      .map(({ id }) => id),
    // One that is incomplete is removed by whoever opens the storage next.
    ...layers
      .filter(({ id, flags }) => !used.has(id) && !flags?.incomplete)
      .map(({ id }) => id),
  ];
}

/** Newer storage lists what belongs to builds apart. */
async function list<T>(
  podman: LocalPodman,
  kind: 'containers' | 'images' | 'layers',
): Promise<T[]> {
  const folder = storageFolder(podman, kind);
  const parts = await Promise.all(
    [`${kind}.json`, `volatile-${kind}.json`].map(name =>
      readJson<T[]>(join(folder, name)),
    ),
  );
  return parts.flatMap(part => part ?? []);
}

async function hasRecord(podman: LocalPodman, id: string): Promise<boolean> {
  const folder = join(storageFolder(podman, 'containers'), id, 'userdata');
  return (await readJson(join(folder, 'buildah.json'))) !== undefined;
}

/** @returns undefined when the file is not there, or empty */
async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) ?? undefined;
  } catch {
    return undefined;
  }
}

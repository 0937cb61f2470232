import type { Chores } from '../process/Chores';
import type { OpenStore, PodmanStore } from '../storage/PodmanStore';
import { removePrivateTag } from './privateTags';

/** An image that was built, and where it is. */
export interface BuiltImage {
  id: string;
  /** Its private name. */
  tag: string;
  store: OpenStore;
}

/** The images of builds that have not ended; each keeps its store open. */
export class BuiltImages {
  readonly #chores: Chores;
  readonly #images: BuiltImage[] = [];

  constructor(chores: Chores) {
    this.#chores = chores;
  }

  add(image: BuiltImage): void {
    this.#images.push(image);
  }

  /** Images of other processes, or of earlier ones, are not known here. */
  storeOf(imageId: string): PodmanStore {
    const image = this.#images.find(({ id }) => id === imageId);
    if (!image) {
      throw new Error(`Image ${imageId} was not built here, or is discarded.`);
    }
    return image.store;
  }

  /** Has an image removed after its build. */
  discard(imageId: string): void {
    const index = this.#images.findIndex(({ id }) => id === imageId);
    const [image] = index === -1 ? [] : this.#images.splice(index, 1);
    if (image) {
      const { store, tag } = image;
      this.#chores.add(`${tag} could not be removed`, async () => {
        try {
          await removePrivateTag(store, tag);
        } finally {
          await store.close();
        }
      });
    }
  }

  discardAll(): void {
    for (const { id } of [...this.#images]) {
      this.discard(id);
    }
  }
}

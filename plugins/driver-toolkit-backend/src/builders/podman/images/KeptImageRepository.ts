import { toError } from '@backstage/errors';
import type {
  ImageRepository,
  RepositoryReading,
  TagLookup,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { BuilderStores } from '../storage/BuilderStores';

/**
 * The toolkit images of one name that a builder keeps, for installations
 * without a registry: images that the builder has built are ready to build
 * drivers with.
 */
export class KeptImageRepository implements ImageRepository {
  readonly id: string;
  readonly type = 'podman';
  readonly title: string;
  readonly image: string;
  readonly #stores: () => Promise<Pick<BuilderStores, 'kept'>>;

  /** @param stores - the builder's; rejects if podman does not answer */
  constructor(
    config: { id: string; title: string; image: string },
    stores: () => Promise<Pick<BuilderStores, 'kept'>>,
  ) {
    this.id = config.id;
    this.title = config.title;
    this.image = config.image;
    this.#stores = stores;
  }

  async read({ signal }: { signal: AbortSignal }): Promise<RepositoryReading> {
    const { kept } = await this.#stores();
    signal.throwIfAborted();
    const images = (await kept.list())
      .filter(
        ({ description: { reference, image } }) =>
          reference === `${this.image}:${image.tag}`,
      )
      // The newest image of a tag counts.
      .sort((a, b) => a.madeAt - b.madeAt)
      .map(({ description: { image } }) => [image.tag, image] as const);
    return { images: [...new Map(images).values()], warnings: [] };
  }

  async readTag(
    tag: string,
    { signal }: { signal: AbortSignal },
  ): Promise<TagLookup> {
    try {
      const { images } = await this.read({ signal });
      const image = images.find(found => found.tag === tag);
      return image ? { state: 'present', image } : { state: 'absent' };
    } catch (error) {
      return { state: 'unknown', reason: toError(error).message };
    }
  }
}

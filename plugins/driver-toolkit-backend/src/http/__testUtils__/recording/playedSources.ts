import type {
  ImageRepository,
  KernelReading,
  KernelSource,
  RepositoryImage,
  TagLookup,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** A kernel source with the scene's content. */
export class PlayedSource implements KernelSource {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  reading: KernelReading = { kernels: [], warnings: [] };
  /** Fails the next reads. */
  error?: Error;

  constructor(options: { id: string; title: string; type: string }) {
    this.id = options.id;
    this.title = options.title;
    this.type = options.type;
  }

  async read(): Promise<KernelReading> {
    if (this.error) {
      throw this.error;
    }
    return this.reading;
  }
}

/** An image repository with the scene's content. */
export class PlayedRepository implements ImageRepository {
  readonly id: string;
  readonly title: string;
  readonly image: string;
  readonly type = 'oci';
  images: RepositoryImage[] = [];
  /** Fails the next reads. */
  error?: Error;
  /** Every read waits for it. */
  pause: () => Promise<void> = async () => {};

  constructor(options: { id: string; title: string; image: string }) {
    this.id = options.id;
    this.title = options.title;
    this.image = options.image;
  }

  async read() {
    await this.pause();
    if (this.error) {
      throw this.error;
    }
    return { images: this.images, warnings: [] };
  }

  async readTag(tag: string): Promise<TagLookup> {
    if (this.error) {
      return { state: 'unknown', reason: this.error.message };
    }
    const image = this.images.find(found => found.tag === tag);
    return image ? { state: 'present', image } : { state: 'absent' };
  }
}

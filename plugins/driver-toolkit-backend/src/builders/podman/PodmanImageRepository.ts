import { ServiceUnavailableError, toError } from '@backstage/errors';
import type {
  ImageRepository,
  RepositoryImage,
  RepositoryReading,
  TagLookup,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { z } from 'zod';
import { BuildFailedError } from '../BuildFailedError';
import type { Podman } from './Podman';

/** Images that one `podman image inspect` is asked for. */
const BATCH = 50;

const listed = z.array(
  z.looseObject({ Id: z.string(), Names: z.array(z.string()).nullish() }),
);

const inspected = z.array(
  z.looseObject({
    Id: z.string(),
    Digest: z.string(),
    Architecture: z.string(),
    Os: z.string(),
    Variant: z.string().nullish(),
    Created: z.iso.datetime({ offset: true }),
    Size: z.number(),
    Labels: z.record(z.string(), z.string()).nullish(),
    ManifestType: z.string().nullish(),
  }),
);

type Inspected = z.infer<typeof inspected>[number];

/**
 * The images of one name in podman's own storage, for people without a
 * registry: what a builder built there is there to build with.
 */
export class PodmanImageRepository implements ImageRepository {
  readonly id: string;
  readonly type = 'podman';
  readonly title: string;
  readonly image: string;
  readonly #podman: Pick<Podman, 'query'>;

  constructor(
    config: { id: string; title: string; image: string },
    podman: Pick<Podman, 'query'>,
  ) {
    this.id = config.id;
    this.title = config.title;
    this.image = config.image;
    this.#podman = podman;
  }

  async read({ signal }: { signal: AbortSignal }): Promise<RepositoryReading> {
    try {
      return await this.#readOnce(signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof BuildFailedError) {
        // podman inspects nothing where one of the images has just been removed.
        return this.#readOnce(signal);
      }
      throw error;
    }
  }

  async #readOnce(signal: AbortSignal): Promise<RepositoryReading> {
    const idByTag = await this.#list(signal);
    const byId = await this.#inspect([...new Set(idByTag.values())], signal);
    return {
      images: [...idByTag].map(([tag, id]) =>
        toRepositoryImage(tag, byId.get(id)!),
      ),
      warnings: [],
    };
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

  /** Ids of images by tag. */
  async #list(signal: AbortSignal): Promise<Map<string, string>> {
    const prefix = `${this.image}:`;
    const images = await this.#ask(listed, signal, [
      'images',
      '--no-trunc',
      '--format=json',
    ]);
    return new Map(
      images.flatMap(({ Id, Names }) =>
        (Names ?? [])
          .filter(name => name.startsWith(prefix))
          .map((name): [string, string] => [name.slice(prefix.length), Id]),
      ),
    );
  }

  async #inspect(
    ids: string[],
    signal: AbortSignal,
  ): Promise<Map<string, Inspected>> {
    const images = new Map<string, Inspected>();
    for (let i = 0; i < ids.length; i += BATCH) {
      const found = await this.#ask(inspected, signal, [
        'image',
        'inspect',
        '--format=json',
        ...ids.slice(i, i + BATCH),
      ]);
      found.forEach(image => images.set(image.Id, image));
    }
    return images;
  }

  async #ask<T>(
    schema: z.ZodType<T>,
    signal: AbortSignal,
    args: string[],
  ): Promise<T> {
    const output = await this.#podman.query(args, signal);
    try {
      return schema.parse(JSON.parse(output));
    } catch (error) {
      throw new ServiceUnavailableError(
        `podman ${args[0]} answered in a form that is not known; is this version of podman supported?`,
        error,
      );
    }
  }
}

function toRepositoryImage(tag: string, image: Inspected): RepositoryImage {
  const created = new Date(image.Created).toISOString();
  return {
    tag,
    digest: image.Digest,
    mediaType: image.ManifestType ?? undefined,
    size: image.Size,
    created,
    labels: image.Labels ?? {},
    platforms: [
      {
        architecture: image.Architecture,
        os: image.Os,
        ...(image.Variant && { variant: image.Variant }),
        digest: image.Digest,
        size: image.Size,
        created,
      },
    ],
  };
}

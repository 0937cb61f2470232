import { ServiceUnavailableError } from '@backstage/errors';
import type { RepositoryImage } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { z } from 'zod';
import type { Podman } from '../process/Podman';

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
    RepoDigests: z.array(z.string()).nullish(),
  }),
);

/** An entry of `podman image inspect`. */
export type InspectedImage = z.infer<typeof inspected>[number];

/**
 * podman's description of images.
 *
 * @throws ServiceUnavailableError if the answer's format is unknown
 */
export async function inspectImages(
  podman: Pick<Podman, 'query'>,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<InspectedImage[]> {
  const output = await podman.query(
    ['image', 'inspect', '--format=json', ...ids],
    signal,
  );
  try {
    return inspected.parse(JSON.parse(output));
  } catch (error) {
    throw new ServiceUnavailableError(
      'podman image inspect answered in an unknown format. Check that this version of podman is supported.',
      error,
    );
  }
}

/** Converts podman's image to an image of a repository. */
export function toRepositoryImage(
  tag: string,
  image: InspectedImage,
): RepositoryImage {
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

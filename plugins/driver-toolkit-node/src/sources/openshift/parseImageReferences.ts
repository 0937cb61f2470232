import { ServiceUnavailableError } from '@backstage/errors';
import { z } from 'zod';
import { parseImageReference } from '../../registry/parseImageReference';
import { parseJson } from '../../registry/parseJson';

/** Tags of the toolkit's images: that of the release's own kernel, and that of RHEL 10's beside it. */
const TOOLKIT_TAGS = ['driver-toolkit', 'driver-toolkit-10'];

const imageStream = z.looseObject({
  spec: z.looseObject({
    tags: z.array(
      z.looseObject({
        name: z.string(),
        from: z.looseObject({ name: z.string() }).nullish(),
      }),
    ),
  }),
});

/**
 * The toolkit images that a payload's `release-manifests/image-references`
 * names: an ImageStream of OpenShift's API, with a tag for each image of the
 * release. Empty for releases that have none.
 */
export function parseImageReferences(content: Buffer): string[] {
  const parsed = imageStream.safeParse(parseJson(content.toString('utf8')));
  if (!parsed.success) {
    throw new ServiceUnavailableError(
      'its image-references is no ImageStream, as every release has had',
    );
  }
  const { tags } = parsed.data.spec;
  return TOOLKIT_TAGS.flatMap(name => {
    const tag = tags.find(candidate => candidate.name === name);
    if (!tag) {
      return [];
    }
    const reference = tag.from?.name ?? '';
    if (!isByDigest(reference)) {
      throw new ServiceUnavailableError(
        `its image-references does not name ${name} by digest`,
      );
    }
    return reference;
  });
}

function isByDigest(reference: string): boolean {
  try {
    return parseImageReference(reference).digest !== undefined;
  } catch {
    return false;
  }
}

import { ServiceUnavailableError } from '@backstage/errors';
import { z } from 'zod';
import { parseImageReference } from '../../parseImageReference';
import { parseJson } from '../../registry/parseJson';

/**
 * Tags of toolkit images: for the release's own kernel, and for other major
 * versions.
 */
const TOOLKIT = /^driver-toolkit(?:-\d+)?$/;
/**
 * Tags of images that nodes boot: `rhel-coreos`, `stream-coreos`,
 * `fedora-coreos` and so on, with a major version if a release has several.
 * Excludes related images, such as `rhel-coreos-extensions`.
 */
const SYSTEM = /^(?:[a-z0-9]+-)+coreos(?:-\d+)?$/;

const imageStream = z.looseObject({
  spec: z.looseObject({
    tags: z
      .array(
        z.looseObject({
          name: z.string(),
          from: z.looseObject({ name: z.string() }).nullish(),
        }),
      )
      .nullish(),
  }),
});

/** The images of a release that determine kernels; references by digest. */
export interface ReleaseImages {
  /** Empty for releases that have none. */
  toolkits: string[];
  /** Operating systems that nodes boot; empty for releases before 4.12. */
  systems: string[];
}

/**
 * The images that a payload's `release-manifests/image-references` names: an
 * ImageStream of OpenShift's API, with a tag for each image of the release.
 */
export function parseImageReferences(content: Buffer): ReleaseImages {
  const parsed = imageStream.safeParse(parseJson(content.toString('utf8')));
  if (!parsed.success) {
    throw new ServiceUnavailableError('its image-references is no ImageStream');
  }
  const tags = parsed.data.spec.tags ?? [];
  const find = (names: RegExp) => {
    const references = tags
      .filter(({ name }) => names.test(name))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, from }) => requireDigest(name, from?.name ?? ''));
    return [...new Set(references)];
  };
  return { toolkits: find(TOOLKIT), systems: find(SYSTEM) };
}

function requireDigest(name: string, reference: string): string {
  if (!isByDigest(reference)) {
    throw new ServiceUnavailableError(
      `its image-references does not name ${name} by digest`,
    );
  }
  return reference;
}

function isByDigest(reference: string): boolean {
  try {
    return parseImageReference(reference).digest !== undefined;
  } catch {
    return false;
  }
}

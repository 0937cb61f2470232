const NAME = 'org.opencontainers.image.base.name';

// An image reference, loosely: registry, path, and a tag or digest.
const REFERENCE = /^[a-z0-9][A-Za-z0-9._:/-]*(?:@sha256:[0-9a-f]{64})?$/;

/**
 * The base image that an image's labels name (OCI image-spec, "Pre-Defined
 * Annotation Keys").
 *
 * @remarks By name only. The digest label is for one platform's image, and
 * registries delete that digest once the tag moves.
 *
 * @returns undefined if it is missing or no image reference.
 */
export function baseImageOf(
  labels: Readonly<Record<string, string>>,
): string | undefined {
  const name = labels[NAME];
  return name && REFERENCE.test(name) ? name : undefined;
}

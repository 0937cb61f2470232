const NAME = 'org.opencontainers.image.base.name';

// An image reference, loosely: registry, path, and a tag or digest behind it.
const REFERENCE = /^[a-z0-9][A-Za-z0-9._:/-]*(?:@sha256:[0-9a-f]{64})?$/;

/**
 * The base image that an image's labels name (OCI image-spec, "Pre-Defined
 * Annotation Keys").
 *
 * @remarks
 * By name alone. The digest label beside it is of one platform's image, and
 * registries drop it once the tag moves on.
 *
 * @returns undefined where there is none or it is no image reference.
 */
export function baseImageOf(
  labels: Readonly<Record<string, string>>,
): string | undefined {
  const name = labels[NAME];
  return name && REFERENCE.test(name) ? name : undefined;
}

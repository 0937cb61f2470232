const NAME = 'org.opencontainers.image.base.name';
const DIGEST = 'org.opencontainers.image.base.digest';

// An image reference, loosely: registry, path, and a tag or digest behind it.
const REFERENCE = /^[a-z0-9][A-Za-z0-9._:/-]*(?:@sha256:[0-9a-f]{64})?$/;
const SHA256 = /^sha256:[0-9a-f]{64}$/;

/**
 * The base image that an image's labels name, by digest where they have it
 * (OCI image-spec, "Pre-Defined Annotation Keys").
 *
 * @returns undefined where there is none or it is no image reference.
 */
export function baseImageOf(
  labels: Readonly<Record<string, string>>,
): string | undefined {
  const name = labels[NAME];
  if (!name || !REFERENCE.test(name)) {
    return undefined;
  }
  const digest = labels[DIGEST];
  if (name.includes('@') || !digest || !SHA256.test(digest)) {
    return name;
  }
  const tag = name.indexOf(':', name.lastIndexOf('/'));
  return `${tag < 0 ? name : name.slice(0, tag)}@${digest}`;
}

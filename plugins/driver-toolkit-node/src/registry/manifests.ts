import { ServiceUnavailableError } from '@backstage/errors';
import { z } from 'zod';
import { parseJson } from './parseJson';
import { DIGEST } from './verifyDigest';

/** Of an architecture and the like; honest ones are a tenth. */
const MAX_NAME = 100;

/**
 * A field that may be missing. `null` is missing too: Go, in which most
 * registries and builders are written, makes no difference between them.
 */
function optional<T extends z.ZodType>(schema: T) {
  return schema
    .nullable()
    .transform(value => value ?? undefined)
    .optional();
}

/** Annotations or labels; those without a value are left out. */
const texts = z
  .record(z.string(), z.string().nullable())
  .transform(
    (all): Record<string, string> =>
      Object.fromEntries(
        Object.entries(all).flatMap(([name, value]) =>
          value === null ? [] : [[name, value]],
        ),
      ),
  );

const name = z.string().max(MAX_NAME);

const platform = z.object({
  architecture: optional(name),
  os: optional(name),
  variant: optional(name),
});

/** image-spec, "OCI Content Descriptors"; an entry of a referrers list has a type of artifact too. */
export const descriptor = z.object({
  mediaType: optional(z.string()),
  artifactType: optional(z.string()),
  digest: z.string().regex(DIGEST),
  size: z.number().nonnegative(),
  platform: optional(platform),
  annotations: optional(texts),
});

const index = z.object({ manifests: z.array(descriptor) });

const manifest = z.object({
  mediaType: optional(z.string()),
  artifactType: optional(z.string()),
  config: descriptor,
  layers: optional(z.array(descriptor)).transform(layers => layers ?? []),
});

const imageConfig = z.object({
  architecture: optional(name),
  os: optional(name),
  variant: optional(name),
  created: optional(z.string()),
  config: optional(z.looseObject({ Labels: optional(texts) })),
});

/** One thing that a manifest or a list names. */
export type Descriptor = z.infer<typeof descriptor>;
/** image-spec, "OCI Image Index"; docker's manifest list is the same. */
export type ImageIndex = z.infer<typeof index>;
/** image-spec, "OCI Image Manifest"; docker's version 2 is the same. */
export type ImageManifest = z.infer<typeof manifest>;
/** image-spec, "OCI Image Configuration". */
export type ImageConfig = z.infer<typeof imageConfig>;

/** Tells index and manifest apart by what they hold: the type may be missing in both. */
export function parseManifest(
  content: string,
  digest: string,
): { index: ImageIndex } | { manifest: ImageManifest } {
  const value = parseJson(content);
  const asIndex = index.safeParse(value);
  if (asIndex.success) {
    return { index: asIndex.data };
  }
  const asManifest = manifest.safeParse(value);
  if (asManifest.success) {
    return { manifest: asManifest.data };
  }
  throw new ServiceUnavailableError(
    `The manifest ${digest} is neither an image nor a list of images; images of docker's schema 1 are not supported`,
  );
}

/** The configuration of one platform's image. */
export function parseImageConfig(content: string, digest: string): ImageConfig {
  const parsed = imageConfig.safeParse(parseJson(content));
  if (!parsed.success) {
    throw new ServiceUnavailableError(
      `The image configuration ${digest} does not follow the image specification`,
    );
  }
  return parsed.data;
}

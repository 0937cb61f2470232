import { ServiceUnavailableError } from '@backstage/errors';
import { z } from 'zod';
import { parseJson } from './parseJson';
import { DIGEST } from './verifyDigest';

/** Of an architecture and the like; honest ones are a tenth. */
const MAX_NAME = 100;

const platform = z.object({
  architecture: z.string(),
  os: z.string(),
  variant: z.string().optional(),
});

/** image-spec, "OCI Content Descriptors"; an entry of a referrers list has a type of artifact too. */
export const descriptor = z.object({
  mediaType: z.string().optional(),
  artifactType: z.string().optional(),
  digest: z.string().regex(DIGEST),
  size: z.number().nonnegative(),
  platform: platform.optional(),
  annotations: z.record(z.string(), z.string()).nullish(),
});

const index = z.object({ manifests: z.array(descriptor) });

const manifest = z.object({
  artifactType: z.string().optional(),
  config: descriptor,
  layers: z.array(descriptor),
});

const imageConfig = z.object({
  architecture: z.string().max(MAX_NAME).optional(),
  os: z.string().max(MAX_NAME).optional(),
  variant: z.string().max(MAX_NAME).optional(),
  created: z.string().nullish(),
  config: z
    .looseObject({ Labels: z.record(z.string(), z.string()).nullish() })
    .nullish(),
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

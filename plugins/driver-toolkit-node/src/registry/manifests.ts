import { ServiceUnavailableError } from '@backstage/errors';
import { z } from 'zod';
import { printableText } from '../http/printableText';
import {
  DOCKER_LIST,
  DOCKER_MANIFEST,
  OCI_ARTIFACT,
  OCI_INDEX,
  OCI_MANIFEST,
  SCHEMA_1,
} from './mediaTypes';
import { parseJson } from './parseJson';
import { DIGEST } from './verifyDigest';

/** Characters of an architecture and the like; real ones have a tenth. */
const MAX_NAME = 100;

/**
 * A field that may be missing. `null` means missing, too: Go, the language of
 * most registries and builders, does not distinguish them.
 */
function optional<T extends z.ZodType>(schema: T) {
  return schema
    .nullable()
    .transform(value => value ?? undefined)
    .optional();
}

/** A text that may be missing; for Go, an empty text is missing. */
function optionalText(schema: z.ZodString) {
  return schema
    .nullable()
    .transform(value => value || undefined)
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
  architecture: optionalText(name),
  os: optionalText(name),
  variant: optionalText(name),
});

/**
 * image-spec, "OCI Content Descriptors"; an entry of a referrers list also has
 * an artifact type.
 */
export const descriptor = z.object({
  mediaType: optionalText(z.string()),
  artifactType: optionalText(z.string()),
  digest: z.string().regex(DIGEST),
  /** Needed only by podman's pulls. */
  size: optional(z.number().nonnegative()),
  platform: optional(platform),
  annotations: optional(texts),
});

/** The problems of a list's part that cannot be looked up. */
const brokenPart = z.looseObject({
  digest: z.string().catch('a part without a digest'),
  platform: platform.optional().catch(undefined),
});

/** A null entry names nothing, and no platform either. */
const index = z
  .object({ manifests: z.array(z.looseObject({}).nullable()) })
  .transform(({ manifests: all }) => {
    const manifests: z.infer<typeof descriptor>[] = [];
    const broken: BrokenPart[] = [];
    for (const part of all) {
      const parsed = descriptor.safeParse(part);
      if (parsed.success) {
        manifests.push(parsed.data);
      } else if (part !== null) {
        const { digest, platform: named } = brokenPart.parse(part);
        const [{ path }] = parsed.error.issues;
        broken.push({
          digest: printableText(digest, MAX_NAME),
          platform: named,
          problem: `its list has an invalid ${path.join('.')} for it`,
        });
      }
    }
    return { manifests, broken };
  });

/** A part of a list that cannot be looked up. */
export interface BrokenPart {
  /** Printable. */
  digest: string;
  platform?: z.infer<typeof platform>;
  /** The reason, to follow its name. */
  problem: string;
}

/** Go's form of an empty list. */
const emptyIndex = z
  .object({
    mediaType: z.enum([OCI_INDEX, DOCKER_LIST]),
    manifests: z.null().optional(),
    config: z.null().optional(),
  })
  .transform((): ImageIndex => ({ manifests: [], broken: [] }));

const manifest = z.object({
  mediaType: optionalText(z.string()),
  artifactType: optionalText(z.string()),
  config: descriptor,
  layers: optional(z.array(descriptor)).transform(layers => layers ?? []),
});

const imageConfig = z.object({
  architecture: optionalText(name),
  os: optionalText(name),
  variant: optionalText(name),
  created: optionalText(z.string()),
  config: optional(z.looseObject({ Labels: optional(texts) })),
});

/** A descriptor in a manifest or a list. */
export type Descriptor = z.infer<typeof descriptor>;
/** image-spec, "OCI Image Index"; docker's manifest list is the same. */
export type ImageIndex = z.infer<typeof index>;
/** image-spec, "OCI Image Manifest"; docker's version 2 is the same. */
export type ImageManifest = z.infer<typeof manifest>;
/** image-spec, "OCI Image Configuration". */
export type ImageConfig = z.infer<typeof imageConfig>;

/** Content in a registry that is no image. */
export interface OtherManifest {
  /** A sentence that says what it is. */
  reason: string;
  /** Whether it declares itself an artifact. */
  isArtifact: boolean;
}

type Parsed = { index: ImageIndex } | { manifest: ImageManifest };

/**
 * Distinguishes index and manifest by their content: the type may be missing in
 * both.
 *
 * @throws ServiceUnavailableError for anything else, such as an error or a web
 * page, and for a list with a broken part
 */
export function parseManifest(content: string, digest: string): Parsed {
  const parsed = parseTolerantly(content, digest);
  if ('index' in parsed && parsed.index.broken.length > 0) {
    throw new ServiceUnavailableError(describeNeither(digest));
  }
  return parsed;
}

/** A list may have broken parts among others. */
function parseTolerantly(content: string, digest: string): Parsed {
  const value = parseJson(content);
  const asIndex = index.safeParse(value);
  if (asIndex.success) {
    return { index: asIndex.data };
  }
  const asManifest = manifest.safeParse(value);
  if (asManifest.success) {
    return { manifest: asManifest.data };
  }
  const asEmptyIndex = emptyIndex.safeParse(value);
  if (asEmptyIndex.success) {
    return { index: asEmptyIndex.data };
  }
  throw new ServiceUnavailableError(describeNeither(digest));
}

/**
 * The same for content that was verified by its digest: it may also be
 * something other than an image, and a broken part of a list is kept as such.
 *
 * @throws ServiceUnavailableError for a broken image or list
 */
export function parseContent(
  content: string,
  digest: string,
): Parsed | { other: OtherManifest } {
  const other = parseOther(parseJson(content), digest);
  try {
    return parseTolerantly(content, digest);
  } catch (error) {
    if (other) {
      return { other };
    }
    throw error;
  }
}

const otherManifest = z.looseObject({
  schemaVersion: z.unknown().optional(),
  mediaType: z.string().optional().catch(undefined),
  artifactType: z.string().optional().catch(undefined),
  config: z
    .looseObject({ digest: z.unknown().optional() })
    .optional()
    .catch(undefined),
});

/** Undefined if it is an image, a list of images, or no object. */
function parseOther(value: unknown, digest: string): OtherManifest | undefined {
  const { data } = otherManifest.safeParse(value);
  if (!data || data.schemaVersion === 1) {
    return undefined;
  }
  const { mediaType = '', artifactType = '', config } = data;
  const isForeign = ![
    '',
    OCI_INDEX,
    OCI_MANIFEST,
    DOCKER_LIST,
    DOCKER_MANIFEST,
  ].includes(mediaType);
  const isImage = isForeign
    ? mediaType.startsWith(SCHEMA_1)
    : // Without a configuration, podman treats only docker's manifests as images.
      Boolean(config?.digest) ||
      'manifests' in data ||
      mediaType === DOCKER_MANIFEST;
  if (isImage) {
    return undefined;
  }
  return {
    reason: isForeign
      ? `${digest} is not a container image: its type is ${printableText(
          mediaType,
          100,
        )}`
      : describeNeither(digest),
    isArtifact: mediaType === OCI_ARTIFACT || artifactType !== '',
  };
}

function describeNeither(digest: string): string {
  return `The manifest ${digest} is neither an image nor a list of images; images of docker's schema 1 are not supported`;
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

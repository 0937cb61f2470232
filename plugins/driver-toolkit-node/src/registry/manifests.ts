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

/** A text that may be missing; to Go, an empty one is. */
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

/** image-spec, "OCI Content Descriptors"; an entry of a referrers list has a type of artifact too. */
export const descriptor = z.object({
  mediaType: optionalText(z.string()),
  artifactType: optionalText(z.string()),
  digest: z.string().regex(DIGEST),
  /** Only podman's pulls need it. */
  size: optional(z.number().nonnegative()),
  platform: optional(platform),
  annotations: optional(texts),
});

/** What a list says of a part that nobody can look up. */
const brokenPart = z.looseObject({
  digest: z.string().catch('a part without a digest'),
  platform: platform.optional().catch(undefined),
});

/** What is null among them names nothing, and no platform either. */
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
          problem: `its list has a ${path.join('.')} for it that is none`,
        });
      }
    }
    return { manifests, broken };
  });

/** A part of a list that cannot be looked up. */
export interface BrokenPart {
  /** Fit to be shown. */
  digest: string;
  platform?: z.infer<typeof platform>;
  /** Why not, after its name. */
  problem: string;
}

/** How Go writes a list of nothing. */
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

/** One thing that a manifest or a list names. */
export type Descriptor = z.infer<typeof descriptor>;
/** image-spec, "OCI Image Index"; docker's manifest list is the same. */
export type ImageIndex = z.infer<typeof index>;
/** image-spec, "OCI Image Manifest"; docker's version 2 is the same. */
export type ImageManifest = z.infer<typeof manifest>;
/** image-spec, "OCI Image Configuration". */
export type ImageConfig = z.infer<typeof imageConfig>;

/** Something else that a registry keeps beside images. */
export interface OtherManifest {
  /** What it is, as a sentence. */
  reason: string;
  /** Whether it says that it is an artifact. */
  isArtifact: boolean;
}

type Parsed = { index: ImageIndex } | { manifest: ImageManifest };

/**
 * Tells index and manifest apart by what they hold: the type may be missing in both.
 *
 * @throws ServiceUnavailableError for anything else, such as an error or a page
 * that came in its place, and for a list with a part that is broken
 */
export function parseManifest(content: string, digest: string): Parsed {
  const parsed = parseTolerantly(content, digest);
  if ('index' in parsed && parsed.index.broken.length > 0) {
    throw new ServiceUnavailableError(describeNeither(digest));
  }
  return parsed;
}

/** A list may have broken parts beside others. */
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
 * The same for content that is known to be what its digest names: then it may
 * be something else than an image, too, and a broken part of a list is one of
 * its parts.
 *
 * @throws ServiceUnavailableError for an image or a list that is broken
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

/** Undefined where it is meant to be an image, or a list of them, or is no object. */
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
    : // Without a configuration, podman takes only docker's for images.
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

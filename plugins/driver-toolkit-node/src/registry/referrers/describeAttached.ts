import { printableText } from '../../http/printableText';
import type { ImageReferrer } from '../ImageRepository';
import type { ImageManifest } from '../manifests';
import { IMAGE_CONFIG_TYPES } from '../mediaTypes';
import { predicateTypes } from './predicateTypes';
import { referrerKind } from './referrerKind';

const MAX_TYPE_LENGTH = 255;

/**
 * Describes a manifest under one of cosign's tags. It looks like an image whose
 * layers are the attachments, so they show its kind.
 */
export function describeAttached(
  manifest: ImageManifest,
  of: { tag: string; digest: string; mediaType?: string; size: number },
): ImageReferrer {
  const { tag, ...rest } = of;
  const { config, layers } = manifest;
  const isDisguised = IMAGE_CONFIG_TYPES.includes(config.mediaType ?? '');
  const artifactType =
    manifest.artifactType ??
    (isDisguised ? layers[0]?.mediaType : config.mediaType) ??
    'unknown';
  return {
    ...rest,
    artifactType: printableText(artifactType, MAX_TYPE_LENGTH),
    kind: tag.endsWith('.sig')
      ? 'signature'
      : referrerKind([
          ...layers.flatMap(layer => predicateTypes(layer.annotations)),
          ...layers.map(layer => layer.mediaType),
          tag.endsWith('.sbom') ? 'sbom' : undefined,
        ]),
  };
}

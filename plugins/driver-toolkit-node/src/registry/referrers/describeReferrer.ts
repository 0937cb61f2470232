import type { ImageReferrer } from '../ImageRepository';
import type { Descriptor } from '../manifests';
import { shorten } from '../../http/shorten';
import { predicateTypes } from './predicateTypes';
import { referrerKind } from './referrerKind';

const MAX_TYPE_LENGTH = 255;

/** An entry of a list of referrers. */
export function describeReferrer(descriptor: Descriptor): ImageReferrer {
  const { digest, mediaType, size, annotations } = descriptor;
  const artifactType = descriptor.artifactType ?? mediaType ?? 'unknown';
  return {
    digest,
    artifactType: shorten(artifactType, MAX_TYPE_LENGTH),
    mediaType: mediaType && shorten(mediaType, MAX_TYPE_LENGTH),
    size,
    kind: referrerKind([...predicateTypes(annotations), artifactType]),
  };
}

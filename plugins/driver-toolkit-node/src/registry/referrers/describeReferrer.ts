import { printableText } from '../../http/printableText';
import type { ImageReferrer } from '../ImageRepository';
import type { Descriptor } from '../manifests';
import { predicateTypes } from './predicateTypes';
import { referrerKind } from './referrerKind';

const MAX_TYPE_LENGTH = 255;

/** Describes an entry of a list of referrers. */
export function describeReferrer(descriptor: Descriptor): ImageReferrer {
  const { digest, mediaType, size, annotations } = descriptor;
  const artifactType = descriptor.artifactType ?? mediaType ?? 'unknown';
  return {
    digest,
    artifactType: printableText(artifactType, MAX_TYPE_LENGTH),
    mediaType: mediaType && printableText(mediaType, MAX_TYPE_LENGTH),
    size,
    kind: referrerKind([...predicateTypes(annotations), artifactType]),
  };
}

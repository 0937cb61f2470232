import { NotFoundError } from '@backstage/errors';
import { printableText } from '../http/printableText';
import type { PlatformImage } from '../registry/readPlatforms';

const MAX_NAMES = 20;
const MAX_NAME_LENGTH = 60;

/**
 * A label's value in an image of one platform.
 *
 * @throws NotFoundError that names the existing labels.
 */
export function requireLabel(
  { labels }: PlatformImage,
  label: string,
  image: string,
): string {
  const value = labels[label]?.trim();
  if (!value) {
    throw new NotFoundError(describeMissingLabel({ labels }, label, image));
  }
  return value;
}

/**
 * Says that an image lacks a label or its value, and names the existing labels.
 */
export function describeMissingLabel(
  { labels }: Pick<PlatformImage, 'labels'>,
  label: string,
  image: string,
): string {
  return Object.hasOwn(labels, label)
    ? `${image} has an empty label '${label}'`
    : `${image} has no label '${label}'; ${describeNames(Object.keys(labels))}`;
}

function describeNames(names: string[]): string {
  if (names.length === 0) {
    return 'it has no labels';
  }
  const shown = names
    .sort()
    .slice(0, MAX_NAMES)
    .map(name => printableText(name, MAX_NAME_LENGTH));
  const more = names.length - shown.length;
  return `it has ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

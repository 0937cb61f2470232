import { describeUnread } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { RepositoryImage } from './ImageRepository';

/**
 * Warnings about unreadable tags, and about unreadable platforms of the others.
 */
export function warnOfUnread(
  image: string,
  images: readonly RepositoryImage[],
): string[] {
  const tags = images.flatMap(({ error }) => error ?? []);
  const parts = images.flatMap(({ tag, platforms }) => {
    const unread = platforms.find(({ error }) => error !== undefined);
    return unread ? { tag, unread } : [];
  });
  const warnings: string[] = [];
  if (tags.length > 0) {
    warnings.push(
      `Details of ${tags.length} of the ${images.length} tags of ${image} could not be read: ${tags[0]}`,
    );
  }
  if (parts.length > 0) {
    const [{ tag, unread }] = parts;
    warnings.push(
      `Platforms of ${parts.length} of the ${
        images.length
      } tags of ${image} could not be read, such as of ${tag}. ${describeUnread(
        unread,
      )}`,
    );
  }
  return warnings;
}

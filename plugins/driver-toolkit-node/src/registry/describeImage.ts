import type { RepositoryImage } from './ImageRepository';
import type { PlatformImage } from './readImages';

/**
 * Summarises platforms: total size, newest creation time, and the labels common
 * to all. Unreadable ones are left out.
 */
export function describeImage(
  platforms: PlatformImage[],
): Pick<RepositoryImage, 'platforms' | 'size' | 'created' | 'labels'> {
  return {
    platforms: platforms.map(({ labels, ...platform }) => platform),
    size: sumOf(platforms),
    created: platforms
      .flatMap(({ created }) => created ?? [])
      .sort()
      .at(-1),
    labels: commonLabels(
      platforms
        .filter(({ error }) => error === undefined)
        .map(({ labels }) => labels),
    ),
  };
}

function sumOf(platforms: PlatformImage[]): number | undefined {
  const sizes = platforms.flatMap(({ size }) => size ?? []);
  return sizes.length === 0 && platforms.length > 0
    ? undefined
    : sizes.reduce((sum, size) => sum + size, 0);
}

function commonLabels(all: Record<string, string>[]): Record<string, string> {
  const [first = {}, ...others] = all;
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) =>
      others.every(labels => labels[name] === value),
    ),
  );
}

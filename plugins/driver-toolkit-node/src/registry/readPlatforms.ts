import type { DigestContent } from './DigestContent';
import { readImages, type PlatformImage } from './readImages';

export type { PlatformImage } from './readImages';

/** Every platform's image under one manifest: itself, or the parts of a list. */
export async function readPlatforms(
  content: DigestContent,
  digest: string,
  signal: AbortSignal,
): Promise<PlatformImage[]> {
  const images = await readImages(
    new Map([[digest, undefined]]),
    content,
    signal,
  );
  const platforms = images.get(digest);
  if (platforms && 'error' in platforms) {
    throw platforms.error;
  }
  return platforms?.value ?? [];
}

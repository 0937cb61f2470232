import type { Image } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** The image's name with its digest, which no later push can change. */
export function imageByDigest({
  reference,
  tag,
  digest,
}: Pick<Image, 'reference' | 'tag' | 'digest'>): string | undefined {
  const suffix = `:${tag}`;
  return digest && reference.endsWith(suffix)
    ? `${reference.slice(0, -suffix.length)}@${digest}`
    : undefined;
}

import { referrersTag } from './referrersTag';

const ATTACHED = /^(sha256-[0-9a-f]{64})(?:\.(?:sig|att|sbom))?$/;

/**
 * Tags that attach something to an image, by the image's digest: the referrers
 * tag of registries without a referrers API (distribution-spec, "Referrers Tag
 * Schema") and cosign's tags. Such tags do not hold a complete SHA-512.
 */
export function attachedTags(tags: Iterable<string>): Map<string, string[]> {
  const attached = new Map<string, string[]>();
  for (const tag of tags) {
    const [, name] = ATTACHED.exec(tag) ?? [];
    if (name !== undefined) {
      const digest = name.replace('-', ':');
      attached.set(digest, [...(attached.get(digest) ?? []), tag].sort());
    }
  }
  return attached;
}

/** The possible tags of an image that {@link attachedTags} finds. */
export function possibleAttachedTags(digest: string): string[] {
  const tag = referrersTag(digest);
  return ['', '.att', '.sbom', '.sig'].map(suffix => `${tag}${suffix}`);
}

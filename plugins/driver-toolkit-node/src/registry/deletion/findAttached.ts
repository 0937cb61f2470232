import { referrersTag } from '../referrers/referrersTag';
import type { TagContents } from './readTagContents';

/** The referrers tag, and cosign's tags. */
const SUFFIXES = ['', '.sig', '.att', '.sbom'];

/**
 * Digests that tags attach to an image or to the parts of a manifest list,
 * after the tags that named it are gone. Anything that another tag still needs
 * is left out: a part with its attachments, or an attachment.
 *
 * @param contents - The contents of all tags before.
 */
export function findAttached(
  digest: string,
  contents: ReadonlyMap<string, TagContents>,
): string[] {
  const gone = [...contents.values()].find(named => named.digest === digest);
  const others = new Map(
    [...contents].filter(([, named]) => named.digest !== digest),
  );
  const orphans = [digest, ...(gone?.parts ?? [])].filter(
    part => !isNeeded(part, others.values()),
  );
  const tags = orphans.flatMap(orphan =>
    SUFFIXES.map(suffix => `${referrersTag(orphan)}${suffix}`),
  );
  const rest = [...others].flatMap(([tag, named]) =>
    tags.includes(tag) ? [] : [named],
  );
  const attached = tags.flatMap(tag => others.get(tag)?.digest ?? []);
  return [...new Set(attached)].filter(found => !isNeeded(found, rest));
}

function isNeeded(digest: string, by: Iterable<TagContents>): boolean {
  return [...by].some(
    ({ digest: named, parts }) => named === digest || parts.has(digest),
  );
}

import { ServiceUnavailableError, toError } from '@backstage/errors';
import type { RegistryClient } from '../RegistryClient';
import { findAttached } from './findAttached';
import { readTagContents, type TagContents } from './readTagContents';

/** A tag to delete, with its image. @public */
export interface TaggedImage {
  tag: string;
  /** Digest that the tag named at the time of the decision. */
  digest: string;
}

/** The outcome for a tag to delete. @public */
export interface ImageDeletion extends TaggedImage {
  deleted: boolean;
  /** Why it was not deleted. */
  reason?: string;
}

/** See `delete` of an open repository. */
export async function deleteImages(
  client: RegistryClient,
  repository: string,
  images: readonly TaggedImage[],
  signal: AbortSignal,
): Promise<ImageDeletion[]> {
  const list = await client.listTags(signal);
  if (!list) {
    throw new ServiceUnavailableError(
      `${repository} does not exist in its registry; check the image's name and its credentials`,
    );
  }
  if (list.doubt !== undefined) {
    throw new ServiceUnavailableError(
      `Nothing was deleted, because another tag may need these images. ${list.doubt}`,
    );
  }
  const contents = await readTagContents(client, list.tags, signal);
  const refusals = images.map(image => refusalOf(image, images, contents));
  let left = contents;
  const outcomes = new Map<string, string | undefined>();
  for (const [index, { digest }] of images.entries()) {
    if (refusals[index] === undefined && !outcomes.has(digest)) {
      const reason = await deleteManifest(client, digest, signal);
      outcomes.set(digest, reason);
      if (reason === undefined) {
        for (const attached of findAttached(digest, left)) {
          await deleteManifest(client, attached, signal);
        }
        left = without(digest, left);
      }
    }
  }
  return images.map((image, index) => {
    const reason = refusals[index] ?? outcomes.get(image.digest);
    return {
      ...image,
      deleted: reason === undefined,
      ...(reason !== undefined && { reason }),
    };
  });
}

function refusalOf(
  { tag, digest }: TaggedImage,
  images: readonly TaggedImage[],
  contents: ReadonlyMap<string, TagContents>,
): string | undefined {
  const current = contents.get(tag)?.digest;
  if (current === undefined) {
    return 'It no longer exists.';
  }
  if (current !== digest) {
    return 'It names another image now.';
  }
  const needing = [...contents].find(
    ([other, { digest: named, parts }]) =>
      (named === digest || parts.has(digest)) &&
      !images.some(image => image.tag === other && image.digest === named),
  );
  return needing && `The tag ${needing[0]} needs the same image.`;
}

/** The remaining tags after a manifest is deleted. */
function without(
  digest: string,
  contents: ReadonlyMap<string, TagContents>,
): ReadonlyMap<string, TagContents> {
  return new Map([...contents].filter(([, named]) => named.digest !== digest));
}

/** @returns why it could not be deleted; undefined if it is gone */
async function deleteManifest(
  client: RegistryClient,
  digest: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    await client.deleteManifest(digest, signal);
    return undefined;
  } catch (error) {
    return toError(error).message;
  }
}

import { ConflictError, ServiceUnavailableError } from '@backstage/errors';
import { z } from 'zod';
import type { Descriptor } from '../manifests';
import { OCI_INDEX } from '../mediaTypes';
import { parseJson } from '../parseJson';
import { referrersTag } from '../referrers/referrersTag';
import type { RegistryClient } from '../RegistryClient';
import { pushWithBlobs } from './pushWithBlobs';

/** Somebody else may write the list at the same time. */
const MAX_WRITES = 2;

/** Loose, so that what others wrote into the list stays as it is. */
const referrersList = z.looseObject({
  mediaType: z.literal(OCI_INDEX).optional(),
  manifests: z.array(z.looseObject({ digest: z.string() })),
});

type ReferrersList = z.infer<typeof referrersList>;

/**
 * Lists a referrer under the tag that stands in for the referrers API
 * (distribution-spec, "Referrers Tag Schema").
 *
 * @remarks
 * The list is read again after it was written: where another writer has
 * replaced it meanwhile, the entry is added to theirs.
 *
 * @throws ServiceUnavailableError where the tag names something else than such
 * a list; ConflictError where others write it all the time
 */
export async function addToReferrersTag(
  client: RegistryClient,
  subject: string,
  entry: Descriptor,
  signal: AbortSignal,
): Promise<void> {
  const tag = referrersTag(subject);
  for (let writes = 0; ; writes++) {
    const list = await readList(client, tag, signal);
    if (list.manifests.some(({ digest }) => digest === entry.digest)) {
      return;
    }
    if (writes === MAX_WRITES) {
      throw new ConflictError(
        `The tag ${tag} is being written by others; it does not list ${entry.digest}.`,
      );
    }
    const content = Buffer.from(
      JSON.stringify({ ...list, manifests: [...list.manifests, entry] }),
    );
    await pushWithBlobs(
      client,
      { tag, mediaType: OCI_INDEX, content, blobs: [] },
      signal,
    );
  }
}

async function readList(
  client: RegistryClient,
  tag: string,
  signal: AbortSignal,
): Promise<ReferrersList> {
  const found = await client.getManifest(tag, signal);
  if (!found) {
    return { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] };
  }
  const parsed = referrersList.safeParse(parseJson(found.content));
  if (!parsed.success) {
    throw new ServiceUnavailableError(
      `The tag ${tag} does not name a list of an image's referrers, so nothing can be added to it.`,
    );
  }
  return parsed.data;
}

import { ConflictError, ServiceUnavailableError } from '@backstage/errors';
import { z } from 'zod';
import type { Descriptor } from '../manifests';
import { OCI_INDEX } from '../mediaTypes';
import { parseJson } from '../parseJson';
import { referrersTag } from '../referrers/referrersTag';
import type { RegistryClient } from '../RegistryClient';
import { pushWithBlobs } from './pushWithBlobs';

/** Another writer may write the list at the same time. */
const MAX_WRITES = 2;

/** Loose, so that entries of other writers stay unchanged. */
const referrersList = z.looseObject({
  mediaType: z.literal(OCI_INDEX).optional(),
  manifests: z.array(z.looseObject({ digest: z.string() })),
});

type ReferrersList = z.infer<typeof referrersList>;

/**
 * Lists a referrer under the tag that replaces the referrers API
 * (distribution-spec, "Referrers Tag Schema").
 *
 * @remarks
 * The list is read again after it was written: if another writer has replaced
 * it meanwhile, the entry is added to theirs.
 *
 * @throws ServiceUnavailableError if the tag does not name such a list;
 * ConflictError if others keep replacing it
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
        `Others keep replacing the tag ${tag}, so it does not list ${entry.digest}; try again later.`,
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
      `The tag ${tag} does not name a list of an image's referrers, so nothing can be added to it; delete the tag or rename it.`,
    );
  }
  return parsed.data;
}

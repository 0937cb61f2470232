import { InputError, NotFoundError } from '@backstage/errors';
import { OCI_MANIFEST } from '../mediaTypes';
import type { RegistryClient } from '../RegistryClient';
import { addToReferrersTag } from './addToReferrersTag';
import {
  artifactManifest,
  EMPTY_CONFIG,
  type Artifact,
} from './artifactManifest';
import { inTurn } from './inTurn';
import { pushWithBlobs } from './pushWithBlobs';

/** The limit of this product's own readers. */
const MAX_ARTIFACT_BYTES = 4 * 1024 * 1024;

/** An artifact's place in the image's repository. @public */
export interface AttachedArtifact {
  /** Of its manifest. */
  digest: string;
  /**
   * What lists it: the registry's referrers API, or a tag derived from the
   * image's digest.
   */
  listedBy: 'registry' | 'tag';
}

/** See `attach` of an open repository. */
export async function attachArtifact(
  client: RegistryClient,
  { image, digest }: { image: string; digest: string },
  artifact: Artifact,
  signal: AbortSignal,
): Promise<AttachedArtifact> {
  if (artifact.content.length > MAX_ARTIFACT_BYTES) {
    throw new InputError(
      `The artifact for ${image}@${digest} has ${artifact.content.length} bytes; the limit is ${MAX_ARTIFACT_BYTES}.`,
    );
  }
  const subject = await client.getManifest(digest, signal);
  if (!subject) {
    throw new NotFoundError(
      `${image}@${digest} does not exist in its registry.`,
    );
  }
  const manifest = artifactManifest(artifact, subject);
  const content = Buffer.from(JSON.stringify(manifest));
  const blobs = [EMPTY_CONFIG, artifact.content];
  const pushed = await pushWithBlobs(
    client,
    { mediaType: OCI_MANIFEST, content, blobs },
    signal,
  );
  if (pushed.subject === digest) {
    return { digest: pushed.digest, listedBy: 'registry' };
  }
  const entry = {
    mediaType: OCI_MANIFEST,
    digest: pushed.digest,
    size: content.length,
    artifactType: manifest.artifactType,
    annotations: manifest.annotations,
  };
  // Two simultaneous writers of the list may lose one entry unnoticed.
  await inTurn(digest, () => addToReferrersTag(client, digest, entry, signal));
  return { digest: pushed.digest, listedBy: 'tag' };
}

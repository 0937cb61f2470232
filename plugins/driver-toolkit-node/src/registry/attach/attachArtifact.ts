import { InputError, NotFoundError } from '@backstage/errors';
import { parseImageReference } from '../../parseImageReference';
import { OCI_MANIFEST } from '../mediaTypes';
import { RegistryClient } from '../RegistryClient';
import { addToReferrersTag } from './addToReferrersTag';
import {
  artifactManifest,
  EMPTY_CONFIG,
  type Artifact,
} from './artifactManifest';
import type { AttachOptions } from './AttachOptions';
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

/**
 * Attaches an artifact to an image in a registry, as a manifest whose subject
 * is the image's.
 *
 * @remarks
 * Follows the OCI distribution specification 1.1, "Pushing Manifests with
 * Subject", including the referrers tag for registries without a referrers API.
 * Repeated calls attach the same artifact once.
 *
 * @param image - `digest` is that of the subject manifest
 * @throws NotFoundError if the registry does not have the image; other errors
 * if it refuses the artifact
 * @public
 */
export async function attachArtifact(
  image: { reference: string; digest: string },
  artifact: Artifact,
  options: AttachOptions,
): Promise<AttachedArtifact> {
  const { signal, insecure = false, ...account } = options;
  const { registry, repository } = parseImageReference(image.reference);
  if (artifact.content.length > MAX_ARTIFACT_BYTES) {
    throw new InputError(
      `The artifact for ${image.reference} has ${artifact.content.length} bytes; the limit is ${MAX_ARTIFACT_BYTES}.`,
    );
  }
  const client = new RegistryClient(
    { ...account, registry, insecure, actions: 'pull,push' },
    repository,
  );
  const subject = await client.getManifest(image.digest, signal);
  if (!subject) {
    throw new NotFoundError(
      `${registry}/${repository}@${image.digest} does not exist in its registry.`,
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
  if (pushed.subject === image.digest) {
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
  await inTurn(image.digest, () =>
    addToReferrersTag(client, image.digest, entry, signal),
  );
  return { digest: pushed.digest, listedBy: 'tag' };
}

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

/** What readers of the same product take. */
const MAX_ARTIFACT_BYTES = 4 * 1024 * 1024;

/** Where an artifact is in the image's repository. @public */
export interface AttachedArtifact {
  /** Of its manifest. */
  digest: string;
  /** Who lists it: the registry's referrers API, or a tag made of the image's digest. */
  listedBy: 'registry' | 'tag';
}

/**
 * Attaches an artifact to an image of a registry, as a manifest whose subject
 * is the image's.
 *
 * @remarks
 * Follows the OCI distribution specification 1.1, "Pushing Manifests with
 * Subject", the referrers tag for registries without a referrers API included.
 * The same artifact is attached once, however often that is asked for.
 *
 * @param image - `digest` is that of the manifest it is attached to
 * @throws NotFoundError where the registry does not have the image; other
 * errors where it did not take the artifact
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
      `What is to be attached to ${image.reference} has ${artifact.content.length} bytes; at most ${MAX_ARTIFACT_BYTES} are attached.`,
    );
  }
  const client = new RegistryClient(
    { ...account, registry, insecure, actions: 'pull,push' },
    repository,
  );
  const subject = await client.getManifest(image.digest, signal);
  if (!subject) {
    throw new NotFoundError(
      `${registry}/${repository}@${image.digest} is not in its registry.`,
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
  // Of two who write the list at once, one may be lost without either noticing.
  await inTurn(image.digest, () =>
    addToReferrersTag(client, image.digest, entry, signal),
  );
  return { digest: pushed.digest, listedBy: 'tag' };
}

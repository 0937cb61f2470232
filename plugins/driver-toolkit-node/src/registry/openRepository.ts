import { parseImageReference } from '../parseImageReference';
import type { Artifact } from './attach/artifactManifest';
import { attachArtifact, type AttachedArtifact } from './attach/attachArtifact';
import { attachSignature, type ImageSignature } from './attach/attachSignature';
import {
  deleteImages,
  type ImageDeletion,
  type TaggedImage,
} from './deletion/deleteImages';
import { DigestContent } from './DigestContent';
import type { ContentCache, TagLookup } from './ImageRepository';
import { InMemoryContentCache } from './InMemoryContentCache';
import { OciImageRepository } from './OciImageRepository';
import { readPlatforms } from './readPlatforms';
import type { RegistryActions } from './RegistryAuthenticator';
import { RegistryClient } from './RegistryClient';
import type { RepositoryAccess } from './RepositoryAccess';

/** A repository of a registry, to read and change single images. @public */
export interface OpenRepository {
  /** Registry and repository, without a tag. */
  readonly image: string;
  /**
   * The digest that the opened reference names now; that of `latest` if it has
   * neither tag nor digest.
   *
   * @returns undefined if the registry says that it does not exist
   * @throws the registry's error if it gave no answer
   */
  resolve(options: { signal: AbortSignal }): Promise<string | undefined>;
  /** One tag, like `readTag` of an `ImageRepository`. */
  readTag(
    tag: string,
    options: { signal: AbortSignal; referrers?: boolean },
  ): Promise<TagLookup>;
  /**
   * The labels of one image.
   *
   * @param digest - of its manifest, not of a list
   * @throws the registry's error if it gave no answer or has no such image
   */
  labels(
    digest: string,
    options: { signal: AbortSignal },
  ): Promise<Record<string, string>>;
  /**
   * Attaches an artifact to an image, as a manifest whose subject is the
   * image's.
   *
   * @remarks
   * Follows the OCI distribution specification 1.1, "Pushing Manifests with
   * Subject", including the referrers tag for registries without a referrers
   * API. Repeated calls attach the same artifact once.
   *
   * @param digest - that of the subject manifest
   * @throws NotFoundError if the registry does not have the image; other errors
   * if it refuses the artifact
   */
  attach(
    digest: string,
    artifact: Artifact,
    options: { signal: AbortSignal },
  ): Promise<AttachedArtifact>;
  /**
   * Adds a signature or an attestation to an image, under the tag that cosign,
   * podman and skopeo look for: a manifest with a layer for each.
   *
   * @remarks
   * Follows sigstore's "Cosign Signature Specification". The manifest is read
   * again after it was written: if another writer has replaced it meanwhile,
   * the layer is added to theirs.
   *
   * @param digest - that of the signed manifest
   * @param options - `isSigned`: whether an existing layer with the same
   * content and these annotations is already equivalent. ECDSA signatures
   * differ each time.
   * @returns the digest of the manifest that has it
   * @throws ConflictError if the tag does not name signatures, or others keep
   * replacing it
   */
  sign(
    digest: string,
    signature: ImageSignature,
    options: {
      signal: AbortSignal;
      isSigned: (annotations: Record<string, string>) => boolean;
    },
  ): Promise<string>;
  /**
   * Deletes tags with their images.
   *
   * @remarks
   * Registries delete by digest: deleting an image removes all its tags and
   * breaks every manifest list that contains it. So all tags of the repository
   * are read first: an image stays if any other tag needs it, or if its tag
   * names something else now. Tags that attach something to a deleted image, or
   * to a part of a deleted manifest list that no other tag needs, are deleted,
   * too: lists of referrers, and signatures. The parts themselves and the
   * listed artifacts are left to the registry's garbage collection.
   *
   * @throws the registry's error if a tag could not be read; then nothing is
   * deleted
   */
  delete(
    images: readonly TaggedImage[],
    options: { signal: AbortSignal },
  ): Promise<ImageDeletion[]>;
}

/**
 * Opens the repository of an image reference. To list all its images, use
 * `createImageRepository`.
 *
 * @param options - `cache`: content that other repositories have read; a new
 * one by default
 * @throws InputError if it is no image reference
 * @public
 */
export function openRepository(
  reference: string,
  access: RepositoryAccess,
  options: { cache?: ContentCache } = {},
): OpenRepository {
  const { registry, repository, tag, digest } = parseImageReference(reference);
  const image = `${registry}/${repository}`;
  const clientFor = (actions: RegistryActions) =>
    new RegistryClient(
      {
        registry,
        credentials: access.credentials,
        authFile: access.authFile,
        insecure: access.insecure ?? false,
        tokenHosts: access.tokenHosts,
        redirectHosts: access.redirectHosts,
        concurrency: access.concurrency,
        actions,
      },
      repository,
    );
  const cache = options.cache ?? new InMemoryContentCache();
  return {
    image,
    resolve: async ({ signal }) => {
      const client = clientFor('pull');
      const head = await client.headManifest(digest ?? tag ?? 'latest', signal);
      return head?.digest;
    },
    readTag: (name, readOptions) =>
      new OciImageRepository(
        { ...access, id: image, title: image, image },
        { cache },
      ).readTag(name, readOptions),
    labels: async (wanted, { signal }) => {
      const content = new DigestContent(clientFor('pull'), cache);
      const [found] = await readPlatforms(content, wanted, signal);
      return found?.labels ?? {};
    },
    attach: (subject, artifact, { signal }) =>
      attachArtifact(
        clientFor('pull,push'),
        { image, digest: subject },
        artifact,
        signal,
      ),
    sign: (subject, signature, signOptions) =>
      attachSignature(clientFor('pull,push'), subject, signature, signOptions),
    delete: (images, { signal }) =>
      deleteImages(clientFor('pull,delete'), image, images, signal),
  };
}

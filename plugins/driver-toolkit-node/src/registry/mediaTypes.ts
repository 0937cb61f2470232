export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const DOCKER_LIST =
  'application/vnd.docker.distribution.manifest.list.v2+json';
export const DOCKER_MANIFEST =
  'application/vnd.docker.distribution.manifest.v2+json';

/** Artifacts in drafts of OCI 1.1, with neither configuration nor layers. */
export const OCI_ARTIFACT = 'application/vnd.oci.artifact.manifest.v1+json';
/** All of docker's schema 1, signed or not. */
export const SCHEMA_1 = 'application/vnd.docker.distribution.manifest.v1';

/**
 * All types of manifests: registries may convert other types, or report them as
 * missing.
 */
export const MANIFEST_TYPES = [
  OCI_INDEX,
  OCI_MANIFEST,
  DOCKER_LIST,
  DOCKER_MANIFEST,
];

/** Configurations of container images, as opposed to other artifacts. */
export const IMAGE_CONFIG_TYPES = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
];

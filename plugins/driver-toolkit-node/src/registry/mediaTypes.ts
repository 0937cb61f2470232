export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const DOCKER_LIST =
  'application/vnd.docker.distribution.manifest.list.v2+json';
export const DOCKER_MANIFEST =
  'application/vnd.docker.distribution.manifest.v2+json';

/** Of artifacts, in drafts of OCI 1.1: it has neither configuration nor layers. */
export const OCI_ARTIFACT = 'application/vnd.oci.artifact.manifest.v1+json';
/** All of docker's schema 1, signed or not. */
export const SCHEMA_1 = 'application/vnd.docker.distribution.manifest.v1';

/** All that a manifest can be: a type left out here may be converted, or not be found. */
export const MANIFEST_TYPES = [
  OCI_INDEX,
  OCI_MANIFEST,
  DOCKER_LIST,
  DOCKER_MANIFEST,
];

/** Configurations that describe a container image rather than some other artifact. */
export const IMAGE_CONFIG_TYPES = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
];

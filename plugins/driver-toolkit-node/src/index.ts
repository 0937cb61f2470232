/**
 * What the backend and the command line both use: configuration, kernel
 * sources and the OCI registry reader.
 *
 * @packageDocumentation
 */
export * from './config/types';
export { decompress } from './compression/decompress';
export { readDriverToolkitConfig } from './config/readDriverToolkitConfig';
export * from './registry/ImageRepository';
export { createImageRepository } from './registry/createImageRepository';
export { InMemoryContentCache } from './registry/InMemoryContentCache';
export {
  parseImageReference,
  type ImageReference,
} from './registry/parseImageReference';
export { resolveDigest } from './registry/resolveDigest';
export * from './sources/KernelSource';
export { createKernelSource } from './sources/createKernelSource';

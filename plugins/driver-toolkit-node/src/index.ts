/**
 * Code that backend and command line share: configuration, kernel sources and
 * the OCI registry reader; and the API for modules that add a builder type.
 *
 * @packageDocumentation
 */
export { BuildFailedError } from './builders/BuildFailedError';
export * from './builders/BuilderType';
export * from './builders/ImageBuilder';
export type { BuilderFields } from './config/schema/builder';
export * from './config/types';
export { decompress, type CompressionName } from './compression/decompress';
export { expandDriverPrefix, matchDriverPrefix } from './config/driverPrefix';
export { findExclusion, type KernelExclusion } from './driver/findExclusion';
export {
  DRIVER_FILE_MAX_BYTES,
  parseDriverFile,
  type ParsedDriverFile,
} from './driver/parseDriverFile';
export { PROBES } from './manifests/daemonSets';
export {
  MANIFEST_KINDS,
  type ManifestFile,
  type ManifestKind,
  type ManifestOptions,
  type RenderedManifests,
  type TargetKernel,
} from './manifests/ManifestOptions';
export { kernelLabelValue, KERNEL_LABEL } from './manifests/names';
export {
  parseSelector,
  parseToleration,
  type Toleration,
} from './manifests/parseToleration';
export { renderManifests, whyUnsupported } from './manifests/renderManifests';
export { printableText } from './http/printableText';
export { readDriverToolkitConfig } from './config/readDriverToolkitConfig';
export type { MatrixTarget } from './matrix/createEntries';
export { createMatrix, type MatrixOptions } from './matrix/createMatrix';
export { lookUpTags } from './matrix/lookUpTags';
export type { Architecture } from './matrix/architecturesOf';
export { planImage, type ImagePlan } from './matrix/planImage';
export type { TagState } from './matrix/TagState';
export { tagStateOf } from './matrix/tagStateOf';
export { bytesOf, type ByteSource } from './modules/ByteSource';
export { LocalFile } from './modules/LocalFile';
export { distinctSymbols } from './modules/distinctSymbols';
export { checkSymbols, type SymbolMismatch } from './modules/checkSymbols';
export {
  readKernelRecord,
  writeKernelRecord,
  type InTreeModule,
  type KernelRecord,
} from './modules/KernelRecord';
export {
  parseModulePaths,
  parseModulesDep,
  parseStablelist,
} from './modules/parseModuleLists';
export {
  parseSymvers,
  type KernelSymbols,
  type OfferedSymbol,
} from './modules/parseSymvers';
export type { ExportedSymbol } from './modules/readExports';
export {
  normalizeModuleName,
  type ModuleInformation,
} from './modules/readInformation';
export {
  readKernelModule,
  type KernelModule,
} from './modules/readKernelModule';
export {
  moduleSignatureSuffix,
  unsignedModuleSize,
} from './modules/signedModuleFormat';
export {
  createModuleSignature,
  type ModuleHash,
} from './modules/createModuleSignature';
export {
  describeModuleSignature,
  type ModuleSignature,
} from './modules/describeModuleSignature';
export type { SymbolVersion } from './modules/readSymbolVersions';
export * from './registry/ImageRepository';
export { readAuthFileSecrets } from './registry/authFile/readAuthFileSecrets';
export { readRegistryCredentials } from './registry/authFile/readRegistryCredentials';
export type { Artifact } from './registry/attach/artifactManifest';
export type { AttachedArtifact } from './registry/attach/attachArtifact';
export type { ImageSignature } from './registry/attach/attachSignature';
export { createImageRepository } from './registry/createImageRepository';
export { InMemoryContentCache } from './registry/InMemoryContentCache';
export {
  parseImageReference,
  type ImageReference,
} from './parseImageReference';
export type {
  ImageDeletion,
  TaggedImage,
} from './registry/deletion/deleteImages';
export { openRepository, type OpenRepository } from './registry/openRepository';
export type { RepositoryAccess } from './registry/RepositoryAccess';
export * from './sources/KernelSource';
export { absolutePath } from './config/fields/absolutePath';
export { byteSize } from './config/fields/byteSize';
export { duration } from './config/fields/duration';
export { knownKeys } from './config/fields/knownKeys';
export { text } from './config/fields/text';
export { createKernelSource } from './sources/createKernelSource';
export {
  findKernelParts,
  type KernelParts,
} from './sources/rpm/findKernelParts';
export { repositoriesArgument } from './sources/rpm/repositoriesArgument';

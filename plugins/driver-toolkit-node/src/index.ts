/**
 * What the backend and the command line both use: configuration, kernel
 * sources and the OCI registry reader.
 *
 * @packageDocumentation
 */
export * from './config/types';
export * from './registry/ImageRepository';
export * from './sources/KernelSource';

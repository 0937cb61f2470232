/**
 * Kernels, Driver Toolkit images and their builds, for apps of Backstage's new
 * frontend system.
 *
 * @packageDocumentation
 */
// Feature discovery (`app.packages: all`) reads a package's default export.
export { driverToolkitPlugin as default } from './plugin';
export { driverToolkitApiRef } from './api/driverToolkitApiRef';

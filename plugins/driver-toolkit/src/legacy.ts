/**
 * The same pages, cards and tabs for apps of Backstage's legacy frontend system.
 *
 * @packageDocumentation
 */
export { driverToolkitApiRef } from './api/driverToolkitApiRef';
export {
  hasBuilds,
  isDriverContainer,
  isKernel,
  isToolkitImage,
} from './entity/entityFilters';
export {
  DriverToolkitPage,
  EntityDriverToolkitBuildsContent,
  EntityDriverToolkitImageCard,
  EntityDriverToolkitKernelCard,
  driverToolkitPlugin,
} from './legacy/plugin';

/**
 * Backend plugin of the Driver Toolkit: indexes kernels and images, builds what
 * is missing.
 *
 * @packageDocumentation
 */
export { driverToolkitPlugin as default } from './plugin';
export {
  buildConditions,
  createBuildConditionalDecision,
  type BuildQuery,
  type ReadableBuild,
} from './access/buildRules';

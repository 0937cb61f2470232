export { createBuildAction } from './createBuildAction';

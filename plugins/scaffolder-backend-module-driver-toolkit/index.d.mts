import { BackendFeature } from '@backstage/backend-plugin-api';

export * from './dist/index.js';
declare const feature: BackendFeature;
export default feature;

export * from './DriverToolkitApi';
export * from './DriverToolkitClient';
export * from './types';
export type { components } from './schema.generated';

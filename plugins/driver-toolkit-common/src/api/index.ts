export * from './DriverToolkitApi';
export * from './DriverToolkitClient';
export type { ClientFetch } from './openClient';
export * from './types';
export type { components } from './schema.generated';

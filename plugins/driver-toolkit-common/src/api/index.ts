export * from './DriverToolkitApi';
export * from './DriverToolkitClient';
export * from './types';

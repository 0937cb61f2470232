export * from './BuildsApi';
export * from './driverToolkitApi';
export * from './startScaffolder';

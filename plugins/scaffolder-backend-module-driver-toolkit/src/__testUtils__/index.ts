export * from './driverToolkitApi';
export * from './startScaffolder';

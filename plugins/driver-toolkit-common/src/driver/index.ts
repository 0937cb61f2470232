export * from './BootReport';
export * from './DriverFile';
export * from './kernelRange';
export * from './tagTemplate';

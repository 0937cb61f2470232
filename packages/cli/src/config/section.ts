/** The section of app-config that the Driver Toolkit reads. */
export const SECTION = 'driverToolkit';

import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** {@link BuildFailedError} for want of room on a builder; says where. */
export class FullDiskError extends BuildFailedError {}

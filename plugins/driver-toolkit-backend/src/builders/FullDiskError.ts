import { BuildFailedError } from './BuildFailedError';

/** {@link BuildFailedError} for want of room on a builder; says where. */
export class FullDiskError extends BuildFailedError {}

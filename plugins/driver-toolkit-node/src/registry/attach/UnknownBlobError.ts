import { ServiceUnavailableError } from '@backstage/errors';

/** A registry does not know yet what a manifest names, although it has taken that before. */
export class UnknownBlobError extends ServiceUnavailableError {}

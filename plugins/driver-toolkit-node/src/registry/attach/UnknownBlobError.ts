import { ServiceUnavailableError } from '@backstage/errors';

/**
 * A registry does not know yet what a manifest names, although it has accepted
 * it before.
 */
export class UnknownBlobError extends ServiceUnavailableError {}

import { ServiceUnavailableError } from '@backstage/errors';

/** A server sends its readers to an address that it has no say over. */
export class RefusedAddressError extends ServiceUnavailableError {}

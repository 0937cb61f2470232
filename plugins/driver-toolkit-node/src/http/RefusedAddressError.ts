import { ServiceUnavailableError } from '@backstage/errors';

/** A server redirects to an address that it must not name. */
export class RefusedAddressError extends ServiceUnavailableError {}

import { ServiceUnavailableError } from '@backstage/errors';

/** More came than anything honest would send. */
export class TooLargeError extends ServiceUnavailableError {}

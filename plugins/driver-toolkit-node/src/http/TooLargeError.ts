import { ServiceUnavailableError } from '@backstage/errors';

/** More data came than any real server would send. */
export class TooLargeError extends ServiceUnavailableError {}

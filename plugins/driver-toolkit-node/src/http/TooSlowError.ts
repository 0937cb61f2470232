import { ServiceUnavailableError } from '@backstage/errors';

/** A body trickles in so slowly that it is no use to ask for it again. */
export class TooSlowError extends ServiceUnavailableError {}

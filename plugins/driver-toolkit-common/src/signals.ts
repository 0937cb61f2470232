/**
 * Channel on which the backend signals that builds were queued or have ended: a
 * hint to read them again, without details.
 *
 * @public
 */
export const BUILDS_SIGNAL = 'driver-toolkit:builds';

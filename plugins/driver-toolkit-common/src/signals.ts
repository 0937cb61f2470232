/**
 * Channel on which the backend says that builds were queued or have ended: a
 * hint to read them again, which tells nothing of them.
 *
 * @public
 */
export const BUILDS_SIGNAL = 'driver-toolkit:builds';

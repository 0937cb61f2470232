/** A build takes seconds on the lab, but longer on a busy machine. */
export const BUILD_TIMEOUT = 300_000;

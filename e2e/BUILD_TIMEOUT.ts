/** A build takes seconds on the lab; a busy machine gets time. */
export const BUILD_TIMEOUT = 300_000;

/** Milliseconds for which a page shows the outcome of a build request. */
export const NOTICE_SHOWN_FOR = 8_000;

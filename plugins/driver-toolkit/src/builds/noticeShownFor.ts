/** Milliseconds for which a page tells what came of asking for a build. */
export const NOTICE_SHOWN_FOR = 8_000;

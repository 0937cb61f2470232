import type { BuildError } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Characters; the whole message is in the build's log. */
const MAX_MESSAGE = 4000;
const MAX_TEXT = 2000;
const MAX_LINES = 20;
/** Characters in a list, which has many messages. */
const MAX_LISTED_MESSAGE = 500;

/**
 * Characters of JSON; every error within these bounds is shorter. A backend of
 * an older version may have stored a longer one.
 */
export const MAX_ERROR_JSON = 512 * 1024;

/**
 * A build's error for storage, within bounds: texts from an image may have any
 * length.
 */
export function boundError(error: BuildError): BuildError {
  const { message, step, lines, transient } = error;
  return {
    message: cut(message, MAX_MESSAGE),
    ...(transient !== undefined && { transient }),
    ...(step !== undefined && { step: cut(step, MAX_TEXT) }),
    ...(lines && {
      lines: lines.slice(-MAX_LINES).map(line => cut(line, MAX_TEXT)),
    }),
  };
}

/** A build's error for a list of builds. */
export function listedError({ message }: BuildError): BuildError {
  return { message: cut(message, MAX_LISTED_MESSAGE) };
}

/** A copy, because a part of a string keeps the whole string in memory. */
function cut(text: string, length: number): string {
  return text.length > length
    ? `${Buffer.from(text.slice(0, length - 1)).toString()}…`
    : text;
}

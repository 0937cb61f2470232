import type { BuildError } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Characters; the whole of it is in the build's log. */
const MAX_MESSAGE = 4000;
const MAX_TEXT = 2000;
const MAX_LINES = 20;
/** In a list, which has many of them. */
const MAX_LISTED_MESSAGE = 500;

/**
 * Characters of JSON that no error within these bounds goes beyond. What does
 * was written by a backend of an older version.
 */
export const MAX_ERROR_JSON = 512 * 1024;

/** Why a build failed, as it is stored: what an image says may be of any length. */
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

/** Why a build failed, as a list of builds has it. */
export function listedError({ message }: BuildError): BuildError {
  return { message: cut(message, MAX_LISTED_MESSAGE) };
}

/** A copy: a part of a string keeps the whole of it in memory. */
function cut(text: string, length: number): string {
  return text.length > length
    ? `${Buffer.from(text.slice(0, length - 1)).toString()}…`
    : text;
}

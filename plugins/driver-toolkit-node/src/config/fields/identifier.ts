import { z } from 'zod';

/** Longest id of a kernel source, image repository or builder. */
const MAX_LENGTH = 40;

const ALLOWED = `1 to ${MAX_LENGTH} lower-case letters and digits, with single '-' or '.' between them`;

/**
 * An id. The grammar is strict because ids are part of entity names and URLs.
 */
export const identifier = z
  .string(ALLOWED)
  .max(MAX_LENGTH, ALLOWED)
  .regex(/^[a-z0-9]+([-.][a-z0-9]+)*$/, ALLOWED);

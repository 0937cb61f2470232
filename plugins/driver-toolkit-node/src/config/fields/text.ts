import { z } from 'zod';

/** A non-empty string. @public */
export function text(allowed: string) {
  return z.string(allowed).trim().min(1, allowed);
}

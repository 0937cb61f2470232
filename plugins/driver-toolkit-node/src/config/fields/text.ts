import { z } from 'zod';

/** A string that is not empty. @public */
export function text(allowed: string) {
  return z.string(allowed).trim().min(1, allowed);
}

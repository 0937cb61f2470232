import { isAbsolute, normalize } from 'node:path';
import { text } from './text';

/** The path of a folder on the machine, which no working directory changes. @public */
export function absolutePath(allowed: string) {
  return text(allowed)
    .refine(
      // podman takes a volume's options after a colon.
      value => isAbsolute(value) && !/[:\r\n\0]/.test(value),
      allowed,
    )
    .transform(normalize);
}

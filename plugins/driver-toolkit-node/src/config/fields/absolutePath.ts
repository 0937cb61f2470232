import { isAbsolute, normalize } from 'node:path';
import { text } from './text';

/** The absolute path of a folder on the machine. @public */
export function absolutePath(allowed: string) {
  return text(allowed)
    .refine(
      // In podman, a volume's options follow a colon.
      value => isAbsolute(value) && !/[:\r\n\0]/.test(value),
      allowed,
    )
    .transform(normalize);
}

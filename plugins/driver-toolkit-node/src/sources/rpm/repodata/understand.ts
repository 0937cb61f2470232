import { toError } from '@backstage/errors';
import { printableText } from '../../../http/printableText';
import { TransientError } from '../../../http/TransientError';

/** Characters of an error message, which may quote the file. */
const MAX_SHOWN = 300;

/**
 * Adds the file's name to a parser's or decompressor's error. They find damage
 * before the checksum does, so the error is transient.
 */
export async function understand<T>(
  name: string,
  signal: AbortSignal,
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TransientError) {
      throw error;
    }
    throw new TransientError(
      `${name} could not be parsed: ${printableText(
        toError(error).message,
        MAX_SHOWN,
      )}; it is not used`,
      { cause: error },
    );
  }
}

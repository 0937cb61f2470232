import { toError } from '@backstage/errors';
import { printableText } from '../../../http/printableText';
import { TransientError } from '../../../http/TransientError';

/** Of a complaint, which may quote the file. */
const MAX_SHOWN = 300;

/**
 * Puts the file's name before what a parser or decompressor complains of. They
 * meet the damage of a file earlier than its checksum does, hence another try.
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
      `${name} could not be understood: ${printableText(
        toError(error).message,
        MAX_SHOWN,
      )}; nothing of it is used`,
      { cause: error },
    );
  }
}

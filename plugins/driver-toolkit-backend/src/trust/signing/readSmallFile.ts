import { constants, open, type FileHandle } from 'node:fs/promises';
import { InputError } from '@backstage/errors';

/** Keys and passphrases are a fraction of it. */
const MAX_BYTES = 64 * 1024;

/**
 * Reads a secret's file.
 *
 * @param name - Of the file in messages, which tell neither path nor content:
 * one could have been put in the place of the other.
 * @throws InputError where it is not a readable, small file
 */
export async function readSmallFile(
  path: string,
  name: string,
): Promise<string> {
  let file: FileHandle | undefined;
  try {
    // Nobody may ever write to a named pipe; opening it would wait for that.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!(await file.stat()).isFile()) {
      throw new InputError(`${name} is not the path of a file`);
    }
    const buffer = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length);
      length += bytesRead;
      if (bytesRead === 0) {
        return buffer.toString('utf8', 0, length);
      }
      if (length > MAX_BYTES) {
        throw new InputError(
          `${name} is the path of a file of more than ${MAX_BYTES} bytes, too many for a key`,
        );
      }
    }
  } catch (error) {
    if (error instanceof InputError) {
      throw error;
    }
    throw new InputError(
      `${name} is the path of a file that cannot be read (${codeOf(
        error,
      )}); check the path and its permissions`,
    );
  } finally {
    await file?.close();
  }
}

function codeOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code ?? 'for no known reason';
}

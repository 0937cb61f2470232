import { constants, open, type FileHandle } from 'node:fs/promises';
import { InputError } from '@backstage/errors';

/** Keys and passphrases are far smaller. */
const MAX_BYTES = 64 * 1024;

/**
 * Reads a secret's file.
 *
 * @param name - The file's name in messages, which show neither path nor
 * content: a user may have swapped the two.
 * @param options - `isPrivate`: refuses a file that everybody may read
 * @throws InputError if it is not a readable, small file
 */
export async function readSmallFile(
  path: string,
  name: string,
  options: { isPrivate?: boolean } = {},
): Promise<Buffer> {
  let file: FileHandle | undefined;
  try {
    // Opening a named pipe would wait for a writer, perhaps forever.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = await file.stat();
    if (!stat.isFile()) {
      throw new InputError(`${name} is not the path of a file`);
    }
    // eslint-disable-next-line no-bitwise -- a mode's flags
    if (options.isPrivate && stat.mode & constants.S_IROTH) {
      throw new InputError(
        `${name} is the path of a file that everybody on this machine can read; take that right away with \`chmod o-r\``,
      );
    }
    const buffer = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length);
      length += bytesRead;
      if (bytesRead === 0) {
        return buffer.subarray(0, length);
      }
      if (length > MAX_BYTES) {
        throw new InputError(
          `${name} is the path of a file of more than ${MAX_BYTES} bytes, too large for a key`,
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

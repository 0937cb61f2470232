import { createHash, type Hash } from 'node:crypto';
import { printableText } from '../../../http/printableText';
import { TooLargeError } from '../../../http/TooLargeError';
import { TransientError } from '../../../http/TransientError';

/** Hexadecimal digits of the longest checksum. */
const MAX_SHOWN = 128;

/** Declared properties of a file. */
type Claims = Pick<Expectation, 'checksum' | 'size'>;

/** Expected properties of a file. */
export interface Expectation {
  checksum?: { algorithm: string; value: string };
  /** Bytes. */
  size?: number;
  /** Limit in bytes, for any declared size. */
  maxSize: number;
}

/**
 * Passes a file on and fails at its end if it does not match, so results must
 * not be used before the end.
 *
 * @remarks
 * Mirrors replace their files one by one, so a mismatch is worth a retry.
 */
export async function* verified(
  chunks: AsyncIterable<Buffer>,
  expected: Expectation,
  name: string,
): AsyncGenerator<Buffer> {
  const { checksum, maxSize } = expected;
  const limit = Math.min(expected.size ?? maxSize, maxSize);
  const hash = checksum && createHash(checksum.algorithm);
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxSize) {
      throw new TooLargeError(
        `${name} is larger than ${maxSize} bytes, which is refused`,
      );
    }
    if (size > limit) {
      break;
    }
    hash?.update(chunk);
    yield chunk;
  }
  if (expected.size !== undefined && size !== expected.size) {
    throw mismatch(
      name,
      `its size is ${size > limit ? 'more than' : `${size}, not`} ${
        expected.size
      } bytes`,
    );
  }
  const wrong = checksum && hash && describeChecksum(checksum, hash);
  if (wrong !== undefined) {
    throw mismatch(name, wrong);
  }
}

/**
 * Passes on a file that is verified otherwise, and reports wrong declared
 * properties at its end.
 */
export async function* compared(
  chunks: AsyncIterable<Buffer>,
  { checksum, size }: Claims,
  tell: (difference: string) => void,
): AsyncGenerator<Buffer> {
  const hash = checksum && createHash(checksum.algorithm);
  let actual = 0;
  for await (const chunk of chunks) {
    actual += chunk.length;
    hash?.update(chunk);
    yield chunk;
  }
  if (size !== undefined && actual !== size) {
    tell(`its size is ${actual}, not ${size} bytes`);
    return;
  }
  const wrong = checksum && hash && describeChecksum(checksum, hash);
  if (wrong !== undefined) {
    tell(wrong);
  }
}

function describeChecksum(
  { algorithm, value }: NonNullable<Claims['checksum']>,
  hash: Hash,
): string | undefined {
  const actual = hash.digest('hex');
  return actual === value
    ? undefined
    : `its ${algorithm} checksum is ${actual}, not ${printableText(
        value,
        MAX_SHOWN,
      )}`;
}

function mismatch(name: string, reason: string): TransientError {
  return new TransientError(
    `${name} does not match the repository's repomd.xml: ${reason}; it is not used because the mirror is being updated or its copy is damaged`,
  );
}

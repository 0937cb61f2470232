/**
 * Bytes that are read in pieces, such as those of a file.
 *
 * @remarks
 * Reads are synchronous: they go to memory, or to a small part of a local file.
 *
 * @public
 */
export interface ByteSource {
  readonly size: number;
  /** @returns fewer bytes at the end */
  read(offset: number, length: number): Buffer;
}

/** Reads bytes in memory, without a copy. @public */
export function bytesOf(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}

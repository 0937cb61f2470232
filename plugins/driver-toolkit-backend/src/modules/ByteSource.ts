/** Bytes that are read in pieces, such as those of a file. */
export interface ByteSource {
  readonly size: number;
  /** @returns fewer bytes at the end */
  read(offset: number, length: number): Promise<Buffer>;
}

/** Bytes that are read in pieces, such as a file's. */
export interface ByteSource {
  readonly size: number;
  /** @returns fewer bytes where there are no more */
  read(offset: number, length: number): Promise<Buffer>;
}

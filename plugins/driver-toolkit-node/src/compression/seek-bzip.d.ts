declare module 'seek-bzip' {
  interface BzipInput {
    readByte(): number;
    read(target: Buffer, offset: number, length: number): number;
    seek(position: number): void;
  }

  const Bunzip: {
    /** @param bit - Where the block's magic number begins. */
    decodeBlock(input: BzipInput, bit: number): Buffer;
  };
  export default Bunzip;
}

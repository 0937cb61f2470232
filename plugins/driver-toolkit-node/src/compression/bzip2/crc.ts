const POLYNOMIAL = 0x04c11db7;

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) {
    crc = crc < 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
  }
  return crc;
});

/** Updates bzip2's checksum with more bytes; it starts at -1. */
export function updateCrc(crc: number, bytes: Buffer): number {
  let sum = crc;
  for (let i = 0; i < bytes.length; i++) {
    sum = (sum << 8) ^ TABLE[(sum >>> 24) ^ bytes[i]];
  }
  return sum;
}

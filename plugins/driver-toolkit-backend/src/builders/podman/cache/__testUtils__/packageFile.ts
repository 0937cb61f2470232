/**
 * A package's lead and signature header, followed by content of the given
 * length.
 */
export function packageFile(
  content: number,
  options: { tag?: number; announced?: number } = {},
): Buffer {
  const { tag = 1000, announced = content } = options;
  const isLong = tag === 270;
  const data = Buffer.alloc(isLong ? 8 : 4);
  if (isLong) {
    data.writeBigUInt64BE(BigInt(announced));
  } else {
    data.writeUInt32BE(announced);
  }
  const signature = Buffer.alloc(32);
  signature.writeUInt32BE(0x8eade801, 0);
  signature.writeUInt32BE(1, 8); // entries
  signature.writeUInt32BE(data.length, 12);
  signature.writeUInt32BE(tag, 16);
  signature.writeUInt32BE(isLong ? 5 : 4, 20);
  signature.writeUInt32BE(1, 28);
  const header = Buffer.concat([signature, data]);
  const padding = Buffer.alloc((8 - (header.length % 8)) % 8);
  return Buffer.concat([
    Buffer.alloc(96),
    header,
    padding,
    Buffer.alloc(content, 'x'),
  ]);
}

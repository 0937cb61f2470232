import { gzipSync } from 'node:zlib';

const LZ4_LEGACY = 0x184c2102;
/** Bytes of a name in the kernel's `struct new_utsname`. */
const FIELD = 65;

/**
 * Gives an x86 kernel another `uname -r`, so that a real kernel can play one of the lab's.
 *
 * @param {Buffer} kernel - a bzImage with a payload in LZ4
 * @param {string} release
 * @returns {Buffer} a bzImage with a payload in gzip, which is there to be unpacked: its own loader
 * cannot read it
 */
export function renameKernel(kernel, release) {
  const start = (kernel[0x1f1] + 1) * 512 + kernel.readUInt32LE(0x248);
  const end = start + kernel.readUInt32LE(0x24c);
  // The last word is the size of the content.
  const content = unpackLz4(
    kernel.subarray(start, end - 4),
    kernel.readUInt32LE(end - 4),
  );
  // `init_uts_ns`: system, node, release.
  const names = Buffer.concat([field('Linux'), field('(none)')]);
  let found = 0;
  for (
    let at = content.indexOf(names);
    at >= 0;
    at = content.indexOf(names, at + 1)
  ) {
    field(release).copy(content, at + names.length);
    found += 1;
  }
  if (found === 0) {
    throw new Error('The kernel has no uname -r to replace.');
  }
  const payload = gzipSync(content, { level: 6 });
  const head = Buffer.from(kernel.subarray(0, start));
  head.writeUInt32LE(payload.length, 0x24c);
  return Buffer.concat([head, payload]);
}

/** @param {string} text */
function field(text) {
  const bytes = Buffer.alloc(FIELD);
  bytes.write(text, 'latin1');
  return bytes;
}

/**
 * Format: the legacy frame of `lz4_Frame_format.md`, and `lz4_Block_format.md`.
 *
 * @param {Buffer} packed
 * @param {number} size
 */
function unpackLz4(packed, size) {
  if (packed.readUInt32LE(0) !== LZ4_LEGACY) {
    throw new Error("The kernel's payload is not in LZ4.");
  }
  const content = Buffer.alloc(size);
  let to = 0;
  let from = 4;
  while (from + 4 <= packed.length && to < size) {
    const end = from + 4 + packed.readUInt32LE(from);
    from += 4;
    while (from < end) {
      const token = packed[from++];
      const length = (/** @type {number} */ nibble) => {
        let sum = nibble;
        for (let more = nibble === 15; more; ) {
          const byte = packed[from++];
          sum += byte;
          more = byte === 255;
        }
        return sum;
      };
      const literals = length(token >> 4);
      packed.copy(content, to, from, from + literals);
      from += literals;
      to += literals;
      if (from < end) {
        const distance = packed.readUInt16LE(from);
        from += 2;
        // It may overlap what it writes.
        for (let left = length(token & 15) + 4; left > 0; left--, to++) {
          content[to] = content[to - distance];
        }
      }
    }
  }
  return content;
}

import { open } from 'node:fs/promises';

/** rpm's `RPMLEAD_SIZE` */
const LEAD_BYTES = 96;
/** Magic number, reserved bytes, number of entries, bytes of data. */
const INTRO_BYTES = 16;
const ENTRY_BYTES = 16;
const MAGIC = 0x8eade801;
/** Real signature headers are far smaller. */
const MAX_SIGNATURE_BYTES = 1024 * 1024;
/** Tags of the signature header: bytes of all that follows it. */
const SIZE = 1000;
const LONG_SIZE = 270;

/**
 * Whether a file is a complete package, by the length in its signature header;
 * false if the header has no length.
 *
 * @remarks Format: rpm's `docs/manual/format_v4.md`: lead, signature header
 * padded to eight bytes, header, payload. dnf checks the content.
 */
export async function isWholePackage(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const intro = Buffer.alloc(INTRO_BYTES);
    await file.read(intro, 0, INTRO_BYTES, LEAD_BYTES);
    if (intro.readUInt32BE(0) !== MAGIC) {
      return false;
    }
    const entries = intro.readUInt32BE(8);
    const signatureBytes = entries * ENTRY_BYTES + intro.readUInt32BE(12);
    if (signatureBytes > MAX_SIGNATURE_BYTES) {
      return false;
    }
    const signature = Buffer.alloc(signatureBytes);
    await file.read(signature, 0, signatureBytes, LEAD_BYTES + INTRO_BYTES);
    const rest = bytesAfter(signature, entries);
    const start = LEAD_BYTES + INTRO_BYTES + signatureBytes;
    const { size } = await file.stat();
    return rest !== undefined && size === Math.ceil(start / 8) * 8 + rest;
  } finally {
    await file.close();
  }
}

function bytesAfter(signature: Buffer, entries: number): number | undefined {
  const data = signature.subarray(entries * ENTRY_BYTES);
  for (let entry = 0; entry < entries; entry++) {
    const tag = signature.readUInt32BE(entry * ENTRY_BYTES);
    const offset = signature.readUInt32BE(entry * ENTRY_BYTES + 8);
    if (tag === SIZE && offset + 4 <= data.length) {
      return data.readUInt32BE(offset);
    }
    if (tag === LONG_SIZE && offset + 8 <= data.length) {
      return Number(data.readBigUInt64BE(offset));
    }
  }
  return undefined;
}

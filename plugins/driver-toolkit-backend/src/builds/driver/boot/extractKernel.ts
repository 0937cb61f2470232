import { writeFile } from 'node:fs/promises';
import { decompress } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** Of a decompressed kernel. */
const MAX_BYTES = 256 * 1024 ** 2;
const MAX_WINDOW_BYTES = 128 * 1024 ** 2;
const FORMATS = ['gzip', 'xz', 'zstd'] as const;
const GZIP = Buffer.from('1f8b', 'hex');
const ELF = Buffer.from('\x7fELF', 'latin1');
/** How the kernel is entered without its loader: an ELF note of type 18. */
const PVH_NOTES = [4, 8].map(size => {
  const note = Buffer.alloc(16);
  [4, size, 18].forEach((value, at) => note.writeUInt32LE(value, 4 * at));
  note.write('Xen\0', 12, 'latin1');
  return note;
});

/**
 * Writes a kernel in the form that a virtual machine starts fastest: not
 * compressed, because the machine is emulated and would take seconds for that.
 *
 * @remarks
 * Formats: the kernel's `Documentation/arch/x86/boot.rst` (bzImage),
 * `arch/arm64/booting.rst` (Image), `drivers/firmware/efi/libstub/zboot.lds`
 * (EFI zboot).
 *
 * @param kernel - as in a kernel's package
 * @param path - of the file to write
 */
export async function extractKernel(
  kernel: Buffer,
  architecture: string,
  path: string,
): Promise<void> {
  const payload =
    architecture === 'aarch64' ? payloadOfImage(kernel) : payloadOfX86(kernel);
  const extracted = payload && (await unpack(payload));
  // LZ4 and LZMA are left to the kernel's own loader, as is a kernel that
  // cannot be entered without it.
  const isBootable =
    extracted && (architecture === 'aarch64' || isPvh(extracted));
  // The machine's own user reads it.
  await writeFile(path, isBootable ? extracted : kernel, { mode: 0o644 });
}

async function unpack(payload: Buffer): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of decompress(one(payload), {
      maxBytes: MAX_BYTES,
      formats: FORMATS,
      maxWindowBytes: MAX_WINDOW_BYTES,
    })) {
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}

async function* one(buffer: Buffer): AsyncGenerator<Buffer> {
  yield buffer;
}

/** The compressed kernel in a bzImage. */
function payloadOfX86(kernel: Buffer): Buffer | undefined {
  if (
    kernel.length < 0x250 ||
    kernel.toString('latin1', 0x202, 0x206) !== 'HdrS'
  ) {
    return undefined;
  }
  const setupSectors = kernel[0x1f1] || 4;
  const start = (setupSectors + 1) * 512 + kernel.readUInt32LE(0x248);
  const payload = kernel.subarray(start, start + kernel.readUInt32LE(0x24c));
  // All but gzip get the size of their content appended.
  return payload.subarray(0, 2).equals(GZIP)
    ? payload
    : payload.subarray(0, Math.max(0, payload.length - 4));
}

/** The compressed kernel in an EFI zboot image, or in a compressed Image. */
function payloadOfImage(kernel: Buffer): Buffer | undefined {
  if (kernel.length > 64 && kernel.toString('latin1', 4, 8) === 'zimg') {
    const start = kernel.readUInt32LE(8);
    return kernel.subarray(start, start + kernel.readUInt32LE(12));
  }
  return kernel.subarray(0, 2).equals(GZIP) ? kernel : undefined;
}

function isPvh(kernel: Buffer): boolean {
  return (
    kernel.subarray(0, 4).equals(ELF) &&
    PVH_NOTES.some(note => kernel.includes(note))
  );
}

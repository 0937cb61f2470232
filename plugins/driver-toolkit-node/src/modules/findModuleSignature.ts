import type { ByteSource } from './ByteSource';
import {
  DESCRIPTION_BYTES,
  MAGIC,
  PKCS7,
  TRAILER_BYTES,
} from './signedModuleFormat';

/** Bound of a signature; those of RSA 4096 have 700 bytes. */
const MAX_SIGNATURE_BYTES = 16 * 1024;

/**
 * Finds the signature appended to a module.
 *
 * @remarks
 * Format: the module, a PKCS #7 message, `struct module_signature`, and a magic
 * line (`kernel/module/signing.c` of Linux).
 *
 * @returns the message; undefined for an unsigned module; empty if the
 * signature is of another kind or too large
 */
export function findModuleSignature(source: ByteSource): Buffer | undefined {
  const trailerAt = source.size - TRAILER_BYTES;
  if (trailerAt < 0) {
    return undefined;
  }
  const trailer = source.read(trailerAt, TRAILER_BYTES);
  if (!trailer.subarray(DESCRIPTION_BYTES).equals(MAGIC)) {
    return undefined;
  }
  const size = trailer.readUInt32BE(8);
  if (trailer[2] !== PKCS7 || size > Math.min(MAX_SIGNATURE_BYTES, trailerAt)) {
    return Buffer.alloc(0);
  }
  return source.read(trailerAt - size, size);
}

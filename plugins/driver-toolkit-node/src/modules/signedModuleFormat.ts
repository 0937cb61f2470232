import { InputError } from '@backstage/errors';
import type { ByteSource } from './ByteSource';

/** The last line of a signed module. */
export const MAGIC = Buffer.from('~Module signature appended~\n');
/** `struct module_signature` of `include/linux/module_signature.h`. */
export const DESCRIPTION_BYTES = 12;
/** The description and the magic line. */
export const TRAILER_BYTES = DESCRIPTION_BYTES + MAGIC.length;
/** The only kind of signature that the kernel accepts. */
export const PKCS7 = 2;

/** Limit of signatures that a module may have one after the other. */
const MAX_SIGNATURES = 16;

/**
 * What follows a module's bytes if it is signed: the message, its description
 * and the magic line, as `scripts/sign-file` of Linux writes them.
 *
 * @param message - PKCS #7
 * @public
 */
export function moduleSignatureSuffix(message: Buffer): Buffer {
  const description = Buffer.alloc(DESCRIPTION_BYTES);
  description[2] = PKCS7;
  description.writeUInt32BE(message.length, 8);
  return Buffer.concat([message, description, MAGIC]);
}

/**
 * The size of a module without the signatures at its end. The kernel removes
 * only one, so what is signed again must have none.
 *
 * @throws InputError if a signature's size exceeds the module, or if there are
 * too many
 * @public
 */
export function unsignedModuleSize(module: ByteSource): number {
  let { size } = module;
  for (let signatures = 0; ; signatures++) {
    const start = Math.max(0, size - TRAILER_BYTES);
    const trailer = module.read(start, size - start);
    if (!trailer.subarray(DESCRIPTION_BYTES).equals(MAGIC)) {
      return size;
    }
    if (signatures === MAX_SIGNATURES) {
      throw new InputError(`It has more than ${MAX_SIGNATURES} signatures`);
    }
    size -= TRAILER_BYTES + trailer.readUInt32BE(8);
    if (size < 0) {
      throw new InputError(
        'The size of its signature exceeds that of the module',
      );
    }
  }
}

import { createHash } from 'node:crypto';
import { ServiceUnavailableError } from '@backstage/errors';
import { printableText } from '../http/printableText';

/**
 * The grammar of digests that this product can verify (image-spec, "Digests").
 */
export const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** The SHA-256 digest of some content. */
export function computeDigest(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** @throws ServiceUnavailableError if it is no verifiable digest. */
function checkDigest(digest: string, from: string): void {
  if (!DIGEST.test(digest)) {
    throw new ServiceUnavailableError(
      `${from} names a digest that cannot be verified: ${printableText(
        digest,
        100,
      )}`,
    );
  }
}

/**
 * @throws ServiceUnavailableError if the content does not match its digest: a
 * registry or a proxy in front of it is broken, or lies.
 */
export function verifyDigest(
  content: Buffer,
  digest: string,
  from: string,
): void {
  checkDigest(digest, from);
  const [algorithm, expected] = digest.split(':');
  const actual = createHash(algorithm).update(content).digest('hex');
  if (actual !== expected) {
    throw new ServiceUnavailableError(
      `${from} does not match its digest ${digest}; the registry or a proxy in front of it is broken`,
    );
  }
}

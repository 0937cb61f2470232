import { createHash } from 'node:crypto';
import { ServiceUnavailableError } from '@backstage/errors';
import { printableText } from '../http/printableText';

/** The digest's grammar, as far as this product can verify it (image-spec, "Digests"). */
export const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** The SHA-256 digest of some content. */
export function computeDigest(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** @throws ServiceUnavailableError where it is no digest that could be verified. */
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
 * @throws ServiceUnavailableError where the content is not what its digest
 * names: a registry or a proxy in front of it is broken, or lies.
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
      `${from} is not what its digest ${digest} names; the registry or a proxy in front of it is broken`,
    );
  }
}

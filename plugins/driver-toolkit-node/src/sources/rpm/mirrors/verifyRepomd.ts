import { createHash } from 'node:crypto';
import { TransientError } from '../../../http/TransientError';
import type { ExpectedRepomd } from './MirrorList';

/**
 * Holds a mirror's `repomd.xml` against what its metalink says.
 *
 * @param name - The file's, for a message.
 * @throws TransientError where it is none of the versions that the metalink knows.
 */
export function verifyRepomd(
  content: Buffer,
  name: string,
  expected: ExpectedRepomd[],
): void {
  const known = expected.some(
    ({ size, checksum }) =>
      (size === undefined || size === content.length) &&
      checksum.value ===
        createHash(checksum.algorithm).update(content).digest('hex'),
  );
  if (!known) {
    throw new TransientError(
      `${name} is none of the ${expected.length} versions that the metalink knows by their hashes: the mirror is stale or its copy was altered`,
    );
  }
}

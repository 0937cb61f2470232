import { createHash } from 'node:crypto';
import { TransientError } from '../../../http/TransientError';
import type { ExpectedRepomd } from './MirrorList';

/**
 * Verifies a mirror's `repomd.xml` by its metalink.
 *
 * @param name - The file's name, for a message.
 * @throws TransientError if it is none of the metalink's versions.
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
      `${name} matches none of the ${expected.length} versions in the metalink: the mirror is stale or its copy was altered`,
    );
  }
}

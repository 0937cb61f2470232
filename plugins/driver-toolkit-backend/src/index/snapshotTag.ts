import { createHash } from 'node:crypto';
import type { Snapshot } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/**
 * A weak entity tag (RFC 9110, section 8.8.3) of a snapshot. It stays the same
 * while only the times of reads change, as after a read that found nothing new.
 */
export function snapshotTag(snapshot: Snapshot): string {
  const sources = snapshot.sources.map(
    ({ lastAttempt: _, lastSuccess: __, refreshing: ___, ...source }) => source,
  );
  const hash = createHash('sha256')
    .update(JSON.stringify({ ...snapshot, sources }))
    .digest('base64url');
  return `W/"${hash}"`;
}

import { decompress } from '../../../compression/decompress';
import { describeUrl } from '../../../http/describeUrl';
import { withDeadline } from '../../withDeadline';
import { fetchFile } from '../repodata/fetchFile';
import { parsePrimary, type PrimaryContent } from '../repodata/parsePrimary';
import type { PrimaryLocation } from '../repodata/parseRepomd';
import { resolveLocation } from '../repodata/resolveLocation';
import { understand } from '../repodata/understand';
import { compared, verified } from '../repodata/verified';
import type { MirrorList } from './MirrorList';
import type { Reader } from './Reader';

const MAX_BYTES = 512 * 1024 * 1024;
const MAX_OPEN_BYTES = 4 * 1024 * 1024 * 1024;

/**
 * The kernel's packages in a mirror's list, verified by `repomd.xml`.
 *
 * @remarks
 * The checksum of the compressed list decides. A mismatch of the decompressed
 * list only gives a warning; dnf does not check that at all.
 *
 * A list with a wrong package count is read again, without shortcuts: its
 * checksum shows that its author wrote it this way.
 */
export async function readPrimary(
  mirror: URL,
  primary: PrimaryLocation,
  list: MirrorList,
  reader: Reader,
): Promise<Pick<PrimaryContent, 'packages' | 'warnings'>> {
  const url = resolveLocation(mirror, primary);
  const first = await read(url, primary, list, reader, { strict: false });
  const { packages, warnings } = first.isMiscounted
    ? await read(url, primary, list, reader, { strict: true })
    : first;
  return {
    packages,
    warnings: warnings.map(warning => `${describeUrl(url)}: ${warning}.`),
  };
}

async function read(
  url: URL,
  primary: PrimaryLocation,
  { namedBy }: MirrorList,
  { http, signal, timeLimits }: Reader,
  options: { strict: boolean },
): Promise<PrimaryContent> {
  const name = describeUrl(url);
  return await withDeadline(
    { signal, milliseconds: timeLimits.primary, name },
    async withLimit => {
      const response = await fetchFile(http, url, {
        kind: 'primary',
        namedBy,
        signal: withLimit,
      });
      const compressed = verified(
        response.chunks(MAX_BYTES),
        {
          checksum: primary.checksum,
          size: primary.size,
          maxSize: MAX_BYTES,
        },
        name,
      );
      const bounded = verified(
        decompress(compressed),
        { maxSize: MAX_OPEN_BYTES },
        `${name}, decompressed,`,
      );
      const differences: string[] = [];
      const open = compared(
        bounded,
        { checksum: primary.openChecksum, size: primary.openSize },
        difference => differences.push(difference),
      );
      const content = await understand(name, withLimit, () =>
        parsePrimary(open, options),
      );
      const warnings = differences.map(
        difference =>
          `decompressed, it does not match the repository's repomd.xml: ${difference}; it is used because its own checksum is right`,
      );
      return { ...content, warnings: [...content.warnings, ...warnings] };
    },
  );
}

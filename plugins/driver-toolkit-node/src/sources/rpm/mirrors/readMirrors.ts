import { toError } from '@backstage/errors';
import { describeUrl } from '../../../http/describeUrl';
import { TransientError } from '../../../http/TransientError';
import type { RpmPackage } from '../RpmPackage';
import type { MirrorList } from './MirrorList';
import type { Reader } from './Reader';
import { readPrimary } from './readPrimary';
import { readRepomd, type Repomd } from './readRepomd';
import { tryInTurn, type Gotten } from './tryInTurn';

/** The packages of one version's list. */
const MAX_PLACES = 3;

/** A repository's packages in one version. */
export interface PackageList {
  /** Identifies the version: while it is the same, so are the packages. */
  key: string;
  packages: RpmPackage[];
  /** Ignored parts, one sentence each. */
  warnings: string[];
  /** Time of the version, if it has one; seconds since 1970. */
  timestamp?: number;
}

/**
 * Reads a repository from its mirrors, each file from the first usable one.
 *
 * @remarks
 * A metalink names the valid versions. Without one, a mirror that is older than
 * the last reading is used only if there is no other.
 */
export async function readMirrors(
  list: MirrorList,
  reader: Reader,
  last: PackageList | undefined,
): Promise<Gotten<PackageList>> {
  const { signal } = reader;
  const { mirrors } = list;
  const notBefore = mirrors.length > 1 && !list.repomd ? last?.timestamp : 0;
  const stale: Repomd[] = [];
  const passedOver: Error[] = [];
  const unobtainable = new Map<string, Error>();

  async function take({
    key,
    timestamp,
    base,
    primary,
    warnings,
  }: Repomd): Promise<PackageList> {
    if (last?.key === key) {
      return { ...last, timestamp };
    }
    const known = unobtainable.get(key);
    if (known) {
      throw known;
    }
    const places = unique([base, ...mirrors]).slice(0, MAX_PLACES);
    try {
      const { value, failures } = await tryInTurn(places, signal, place =>
        readPrimary(place, primary, list, reader),
      );
      passedOver.push(...failures);
      return {
        key,
        packages: value.packages,
        warnings: [...warnings, ...value.warnings],
        timestamp,
      };
    } catch (error) {
      unobtainable.set(key, toError(error));
      throw error;
    }
  }

  try {
    const { value, failures } = await tryInTurn(
      mirrors,
      signal,
      async mirror => {
        const repomd = await readRepomd(mirror, list, reader);
        if (isBefore(repomd, notBefore)) {
          stale.push(repomd);
          throw new TransientError(
            `${describeUrl(
              mirror,
            )} is stale: its list of packages is older than the one that was read before`,
          );
        }
        return await take(repomd);
      },
    );
    return { value, failures: [...failures, ...passedOver] };
  } catch (error) {
    signal.throwIfAborted();
    if (stale.length === 0) {
      throw error;
    }
    const newest = stale.reduce((a, b) => (isBefore(a, b.timestamp) ? b : a));
    return { value: await take(newest), failures: passedOver };
  }
}

/** A version without a time counts as new. */
function isBefore({ timestamp }: Repomd, other: number | undefined): boolean {
  return timestamp !== undefined && other !== undefined && timestamp < other;
}

function unique(urls: URL[]): URL[] {
  return [...new Map(urls.map(url => [url.href, url])).values()];
}

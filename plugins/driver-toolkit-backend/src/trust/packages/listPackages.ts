import { toError } from '@backstage/errors';
import type { BuiltImage } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { InstalledPackage } from './InstalledPackage';
import { parsePackages, QUERY_FORMAT } from './parsePackages';

/** A database that another process of the image has locked is not waited for. */
const TIMEOUT_MS = 60_000;

/**
 * What an image's rpm database has, as the image's own rpm reads it; undefined
 * when that cannot be told, for which the log has the reason.
 */
export async function listPackages(
  image: Pick<BuiltImage, 'runProgram'>,
  context: {
    signal: AbortSignal;
    log: (line: string) => void;
  },
): Promise<InstalledPackage[] | undefined> {
  const { signal, log } = context;
  try {
    const packages = await image.runProgram(
      ['rpm', '--query', '--all', '--queryformat', QUERY_FORMAT],
      parsePackages,
      AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    );
    if (packages === undefined) {
      log('The image has no rpm, so its packages cannot be listed.');
      return undefined;
    }
    if (packages.length === 0) {
      log(
        "The image's rpm database is empty, so there are no packages to list.",
      );
      return undefined;
    }
    return packages;
  } catch (error) {
    signal.throwIfAborted();
    log(
      `Warning: the image's packages could not be listed: ${
        toError(error).message
      }`,
    );
    return undefined;
  }
}

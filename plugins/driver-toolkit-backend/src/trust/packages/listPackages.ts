import { toError } from '@backstage/errors';
import type { BuiltImage } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { InstalledPackage } from './InstalledPackage';
import { parsePackages, QUERY_FORMAT } from './parsePackages';

/** Does not wait for a locked database. */
const TIMEOUT_MS = 60_000;

/**
 * The packages in an image's rpm database, read by the image's own rpm;
 * undefined if they are unknown, with the reason in the log.
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
      log("The image's rpm database is empty, so no packages are listed.");
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

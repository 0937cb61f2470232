import { toError } from '@backstage/errors';
import type { Readable } from 'node:stream';
import type { ImageBuilder } from '../../builders/Builder';
import { BuildFailedError } from '../../builders/BuildFailedError';
import type { BuildContext } from '../../builds/BuildContext';
import type { InstalledPackage } from './InstalledPackage';
import { parsePackages, QUERY_FORMAT } from './parsePackages';

/** A database that another process of the image has locked is not waited for. */
const TIMEOUT_MS = 60_000;
/** Twenty times what a large image has. */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * What an image's rpm database has, as the image's own rpm reads it; undefined
 * when that cannot be told, for which the log has the reason.
 */
export async function listPackages(
  imageId: string,
  context: Pick<BuildContext, 'log' | 'signal'> & {
    builder: Pick<ImageBuilder, 'runProgram'>;
  },
): Promise<InstalledPackage[] | undefined> {
  const { builder, signal, log } = context;
  try {
    const output = await builder.runProgram(
      imageId,
      ['rpm', '--query', '--all', '--queryformat', QUERY_FORMAT],
      readBounded,
      AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    );
    if (output === undefined) {
      log('The image has no rpm: there is no list of its packages.');
      return undefined;
    }
    const packages = parsePackages(output);
    if (packages.length === 0) {
      log("The image's rpm database is empty: there is no list of packages.");
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

async function readBounded(output: Readable): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of output) {
    size += part.length;
    if (size > MAX_BYTES) {
      throw new BuildFailedError(
        `rpm of the image prints more than ${MAX_BYTES} bytes, which is refused.`,
      );
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

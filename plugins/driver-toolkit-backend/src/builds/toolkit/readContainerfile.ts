import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { UrlReaderService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** A Containerfile and its digest. */
export interface Containerfile {
  content: Buffer;
  /** `sha256:…` */
  digest: string;
}

/**
 * Reads the toolkit's Containerfile from a path or an http(s) address.
 *
 * @throws BuildFailedError that names the path or address
 */
export async function readContainerfile(
  location: string,
  options: { urlReader: UrlReaderService; signal: AbortSignal },
): Promise<Containerfile> {
  const { urlReader, signal } = options;
  try {
    const content = /^https?:/.test(location)
      ? await (await urlReader.readUrl(location, { signal })).buffer()
      : await readFile(resolve(location), { signal });
    const hash = createHash('sha256').update(content).digest('hex');
    return { content, digest: `sha256:${hash}` };
  } catch (error) {
    throw new BuildFailedError(
      `The toolkit's Containerfile (driverToolkit.toolkit.containerfile) could not be read from ${location}: ${
        toError(error).message
      }`,
      { cause: error },
    );
  }
}

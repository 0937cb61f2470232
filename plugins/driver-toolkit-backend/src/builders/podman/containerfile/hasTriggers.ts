import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import type { Podman } from '../process/Podman';

/** Far more than any image has; Docker Hub accepts no larger one. */
const MAX_CONFIG_BYTES = 8 * 1024 * 1024;
const ESCAPED = /\\u([0-9a-f]{4})/gi;
/** Present, and neither null nor empty; podman's parser ignores case. */
const TRIGGERS = /"onbuild"\s*:\s*(?!null\b|\[\s*\])/i;

/**
 * Whether an image has `ONBUILD` steps, which run in each build that starts
 * from it. `podman image inspect` does not show them, so the configuration
 * comes from `podman save`.
 *
 * @param imageId - digest of the image's configuration, in hexadecimal
 */
export async function hasTriggers(
  podman: Podman,
  imageId: string,
  signal: AbortSignal,
): Promise<boolean> {
  let configuration: string | undefined;
  const exit = await podman.run({
    arguments: ['image', 'save', '--quiet', '--format=docker-archive', imageId],
    signal,
    onOutput: async archive => {
      configuration = await findConfiguration(archive, imageId);
    },
  });
  if (exit.exitCode !== 0 || configuration === undefined) {
    throw new Error(
      `The configuration of image ${imageId} could not be read: ${exit.stderr.slice(
        -1000,
      )}`,
    );
  }
  return TRIGGERS.test(
    configuration.replace(ESCAPED, (_, code) =>
      String.fromCharCode(parseInt(code, 16)),
    ),
  );
}

/** Reads to the end, because podman waits until it has written everything. */
async function findConfiguration(
  archive: Readable,
  imageId: string,
): Promise<string | undefined> {
  let found: string | undefined;
  const entries = archive.pipe(extract());
  archive.on('error', error => entries.destroy(error));
  for await (const entry of entries) {
    const { name, size = 0 } = entry.header;
    if (name.endsWith('.json') && size <= MAX_CONFIG_BYTES) {
      const content = await text(entry);
      const digest = createHash('sha256').update(content).digest('hex');
      found = digest === imageId ? content : found;
    } else {
      entry.resume();
    }
  }
  return found;
}

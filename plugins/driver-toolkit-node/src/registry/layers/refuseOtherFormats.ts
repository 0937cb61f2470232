import { InputError } from '@backstage/errors';

const LONGEST_MAGIC = 6;
/**
 * Magic numbers of compressions that image-spec does not allow, and whose
 * decoders need memory in proportion to their data.
 */
const REFUSED = { bzip2: '425a68', xz: 'fd377a585a00' };

/**
 * Passes a layer on unless it has another compression than gzip or zstd
 * (image-spec, "Image Layer Filesystem Changeset").
 */
export async function* refuseOtherFormats(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  let start: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (!start) {
      yield chunk;
      continue;
    }
    start = Buffer.concat([start, chunk]);
    if (start.length >= LONGEST_MAGIC) {
      check(start);
      yield start;
      start = undefined;
    }
  }
  if (start) {
    yield start;
  }
}

function check(start: Buffer): void {
  const head = start.toString('hex', 0, LONGEST_MAGIC);
  for (const [name, magic] of Object.entries(REFUSED)) {
    if (head.startsWith(magic)) {
      throw new InputError(
        `It is compressed with ${name}; layers must use gzip or zstd`,
      );
    }
  }
}

import { z } from 'zod';

const UNITS = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 } as const;
const MIN = UNITS.KiB;
const MAX = 10 * UNITS.GiB;
const ALLOWED = "a size from 1KiB to 10GiB, such as '50MiB'";

/** A size in binary units, or a plain number of bytes; gives bytes. */
export const byteSize = z.unknown().transform((value, context): number => {
  const bytes = parseByteSize(value);
  if (bytes === undefined || bytes < MIN || bytes > MAX) {
    context.addIssue({ code: 'custom', message: ALLOWED, input: value });
    return z.NEVER;
  }
  return bytes;
});

function parseByteSize(value: unknown): number | undefined {
  const match = /^(\d+(?:\.\d+)?) ?(B|KiB|MiB|GiB)?$/.exec(String(value));
  return match
    ? Math.floor(
        Number(match[1]) * UNITS[(match[2] ?? 'B') as keyof typeof UNITS],
      )
    : undefined;
}

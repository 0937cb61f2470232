import { z } from 'zod';

const UNITS = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 } as const;

/**
 * A size in binary units, or a plain number of bytes; gives bytes.
 *
 * @param allowed - description of allowed values
 * @public
 */
export function byteSize(allowed: string, range: { min: string; max: string }) {
  const min = parseByteSize(range.min)!;
  const max = parseByteSize(range.max)!;
  return z.unknown().transform((value, context): number => {
    const bytes = parseByteSize(value);
    if (bytes === undefined || bytes < min || bytes > max) {
      context.addIssue({ code: 'custom', message: allowed, input: value });
      return z.NEVER;
    }
    return bytes;
  });
}

function parseByteSize(value: unknown): number | undefined {
  const match = /^(\d+(?:\.\d+)?) ?(B|KiB|MiB|GiB)?$/.exec(String(value));
  return match
    ? Math.floor(
        Number(match[1]) * UNITS[(match[2] ?? 'B') as keyof typeof UNITS],
      )
    : undefined;
}

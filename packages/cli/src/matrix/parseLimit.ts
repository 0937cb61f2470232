import { InvalidArgumentError } from 'commander';

const MAX = 256;

/** `--limit <count>` */
export function parseLimit(value: string): number {
  const limit = Number(value);
  if (!/^\d+$/.test(value) || limit < 1 || limit > MAX) {
    throw new InvalidArgumentError(`It must be a number from 1 to ${MAX}.`);
  }
  return limit;
}

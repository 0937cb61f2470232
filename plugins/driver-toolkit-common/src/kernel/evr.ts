import { InputError } from '@backstage/errors';

/** rpm's epoch, version and release. @public */
export interface Evr {
  /** 0 if omitted. */
  epoch: number;
  version: string;
  release?: string;
}

// The characters rpm's spec parser allows in a version and in a release.
const EVR = /^(?:(\d{1,10}):)?([A-Za-z0-9._+~^]+)(?:-([A-Za-z0-9._+~^]+))?$/;
const MAX_EPOCH = 2 ** 32 - 1;

/**
 * Reads `[epoch:]version[-release]`.
 *
 * @remarks
 * rpm treats an epoch of 0 and no epoch as equal, and so does the result.
 *
 * @throws InputError on anything else.
 * @public
 */
export function parseEvr(evr: string): Evr {
  const match = EVR.exec(evr);
  const epoch = Number(match?.[1] ?? 0);
  if (!match || epoch > MAX_EPOCH) {
    throw new InputError(
      `'${evr}' is not an RPM version; write it as [epoch:]version[-release], such as 5.14.0-391.el9`,
    );
  }
  const [, , version, release] = match;
  return release === undefined
    ? { epoch, version }
    : { epoch, version, release };
}

/** Writes what {@link parseEvr} reads, without an epoch of 0. @public */
export function formatEvr({ epoch, version, release }: Evr): string {
  const prefix = epoch === 0 ? '' : `${epoch}:`;
  const suffix = release === undefined ? '' : `-${release}`;
  return `${prefix}${version}${suffix}`;
}

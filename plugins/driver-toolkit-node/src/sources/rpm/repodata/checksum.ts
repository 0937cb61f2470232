import { ServiceUnavailableError } from '@backstage/errors';

/** sha1 and md5 no longer prove anything. */
const ALGORITHMS = ['sha224', 'sha256', 'sha384', 'sha512'];

/** Of a file, by a hash that still proves something. */
export interface Checksum {
  algorithm: string;
  /** Hexadecimal, lower case. */
  value: string;
}

/** Whether a checksum of this type proves anything. */
export function isStrong(algorithm: string | undefined): boolean {
  return algorithm !== undefined && ALGORITHMS.includes(algorithm);
}

/** Whether a text is as long as what a hash makes, in hexadecimal digits. */
export function isValueOf(algorithm: string, value: string): boolean {
  const digits = Number(/\d+$/.exec(algorithm)?.[0]) / 4;
  return value.length === digits && /^[0-9a-f]+$/i.test(value);
}

/** @throws ServiceUnavailableError on one that proves nothing. */
export function toChecksum(
  algorithm: string | undefined,
  value: string,
): Checksum {
  if (algorithm === undefined || !isStrong(algorithm)) {
    throw new ServiceUnavailableError(
      `Its checksums are ${algorithm ?? 'of no type'}; ${ALGORITHMS.join(
        ', ',
      )} are supported`,
    );
  }
  return { algorithm, value: value.toLowerCase() };
}

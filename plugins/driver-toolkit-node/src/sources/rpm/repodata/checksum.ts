import { ServiceUnavailableError } from '@backstage/errors';

/** sha1 and md5 are no longer secure. */
const ALGORITHMS = ['sha224', 'sha256', 'sha384', 'sha512'];

/** A file's checksum with a secure hash. */
export interface Checksum {
  algorithm: string;
  /** Hexadecimal, lower case. */
  value: string;
}

/** Whether checksums of this type are secure. */
export function isStrong(algorithm: string | undefined): boolean {
  return algorithm !== undefined && ALGORITHMS.includes(algorithm);
}

/** Whether a text has the length of a hash in hexadecimal digits. */
export function isValueOf(algorithm: string, value: string): boolean {
  const digits = Number(/\d+$/.exec(algorithm)?.[0]) / 4;
  return value.length === digits && /^[0-9a-f]+$/i.test(value);
}

/** @throws ServiceUnavailableError if it is not secure. */
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

import { z } from 'zod';
import {
  parseImageReference,
  type ImageReference,
} from '../../parseImageReference';
import { expandDriverPrefix } from '../driverPrefix';

const ALLOWED_REPOSITORY =
  "an image with its registry and without a tag, such as 'ghcr.io/fabiendupont/driver-toolkit'";
const ALLOWED_PREFIX =
  "a registry, with a path where images lie under one, such as 'registry.example.com/drivers', where {namespace} and {name} may stand for the driver's";
const ALLOWED_REFERENCE =
  "an image reference, such as 'quay.io/centos/centos:stream9'";

/** Registry and repository, without a tag. */
export const imageRepositoryName = z
  .string(ALLOWED_REPOSITORY)
  .trim()
  .refine(value => isRepository(value), ALLOWED_REPOSITORY);

/**
 * The beginning of a repository's name: a registry, perhaps with a path, which
 * may be a template.
 */
export const imagePrefix = z
  .string(ALLOWED_PREFIX)
  .trim()
  .transform(value => value.replace(/\/$/, ''))
  .refine(
    value =>
      !/^[^/]*[{}]/.test(value) &&
      isRepository(
        `${expandDriverPrefix(value, { namespace: 'a', name: 'b' })}/image`,
      ),
    ALLOWED_PREFIX,
  );

/** Any image reference, including tags and digests. */
export const imageReference = z
  .string(ALLOWED_REFERENCE)
  .trim()
  .refine(value => parse(value) !== undefined, ALLOWED_REFERENCE);

function isRepository(value: string): boolean {
  const parsed = parse(value);
  return (
    parsed !== undefined &&
    parsed.tag === undefined &&
    parsed.digest === undefined &&
    // Docker's default registry is not assumed: configured images must name
    // their registry.
    value === `${parsed.registry}/${parsed.repository}`
  );
}

function parse(value: string): ImageReference | undefined {
  try {
    return parseImageReference(value);
  } catch {
    return undefined;
  }
}

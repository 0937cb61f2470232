import { NotFoundError } from '@backstage/errors';

/** Mirror managers' comment for an unknown repository. */
const UNKNOWN = /^(?:#|<!--).*\b(?:invalid repo|bad repository|unknown repo)/im;

/**
 * @throws NotFoundError if an empty list says that the repository does not
 * exist.
 */
export function requireKnown(list: string): void {
  if (UNKNOWN.test(list)) {
    throw new NotFoundError('It does not know this repository');
  }
}

import { NotFoundError } from '@backstage/errors';

/** What mirror managers say, in a comment, of what they don't have. */
const UNKNOWN = /^(?:#|<!--).*\b(?:invalid repo|bad repository|unknown repo)/im;

/** @throws NotFoundError where an empty list says that there is no such repository. */
export function requireKnown(list: string): void {
  if (UNKNOWN.test(list)) {
    throw new NotFoundError('It knows no such repository');
  }
}

import { parseEntityRef } from '@backstage/catalog-model';
import {
  buildEntityRef,
  type Build,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/**
 * Who is told of a build: the person who asked for it, and the entity it is
 * for, by which the notifications backend finds its owners. A service that
 * asked is told nothing.
 */
export function recipientsOf(build: Build): string[] {
  const entity = buildEntityRef(build);
  return isUser(build.requestedBy) ? [build.requestedBy, entity] : [entity];
}

function isUser(requester: string): boolean {
  try {
    return parseEntityRef(requester).kind.toLowerCase() === 'user';
  } catch {
    return false;
  }
}

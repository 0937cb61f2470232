import { parseEntityRef } from '@backstage/catalog-model';
import {
  buildEntityRef,
  type Build,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/**
 * The recipients of a build's news: the person who requested it, and its
 * entity, whose owners the notifications backend finds. A requesting service
 * gets none.
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

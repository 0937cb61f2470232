import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type { Build, BuildRequest } from './api';
import { kernelEntityRef } from './kernel';

/**
 * Entity that a build belongs to: a driver build to the driver container's
 * Component, a toolkit build to the kernel's Resource. Whoever may build, by
 * its owner or anything else of it, is told by this entity.
 *
 * @throws InputError for a driver build whose `entityRef` is none
 * @public
 */
export function buildEntityRef(
  build: BuildRequest | Pick<Build, 'type' | 'source' | 'kernel' | 'entityRef'>,
): string {
  if (build.type === 'toolkit') {
    return kernelEntityRef(build.source, build.kernel);
  }
  const entityRef = 'entityRef' in build ? build.entityRef ?? '' : '';
  try {
    // Two spellings of one entity are one to the catalog.
    return stringifyEntityRef(parseEntityRef(entityRef));
  } catch (error) {
    throw new InputError(
      `'${entityRef}' is no entity reference; a driver's is such as component:default/simple.`,
      error,
    );
  }
}

import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type { Build, BuildRequest } from './api';
import { kernelEntityRef } from './kernel';

/**
 * The entity that a build belongs to: the driver container's Component for a
 * driver build, the kernel's Resource for a toolkit build. Permissions to build
 * depend on this entity, such as on its owner.
 *
 * @throws InputError for a driver build with an invalid `entityRef`
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
    // The catalog treats different spellings of an entity as equal.
    return stringifyEntityRef(parseEntityRef(entityRef));
  } catch (error) {
    throw new InputError(
      `'${entityRef}' is not an entity reference; write it like component:default/simple.`,
      error,
    );
  }
}

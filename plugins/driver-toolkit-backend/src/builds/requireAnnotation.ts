import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';

/**
 * @param meaning - what the annotation is, for whoever forgot it
 * @throws InputError where an entity does not have it
 */
export function requireAnnotation(
  entity: Entity,
  annotation: string,
  meaning: string,
): string {
  const value = entity.metadata.annotations?.[annotation];
  if (!value) {
    throw new InputError(
      `${stringifyEntityRef(
        entity,
      )} has no annotation '${annotation}': ${meaning}.`,
    );
  }
  return value;
}

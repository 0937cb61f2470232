import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { refuseHiddenCharacters } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/**
 * @param meaning - what the annotation is, for whoever forgot it
 * @throws InputError where an entity does not have it, or has a text there that
 * shows something else than it says
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
  refuseHiddenCharacters(
    value,
    `Annotation '${annotation}' of ${stringifyEntityRef(entity)}`,
  );
  return value;
}

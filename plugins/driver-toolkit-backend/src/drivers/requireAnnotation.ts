import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { refuseHiddenCharacters } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/**
 * @param meaning - explains the annotation if it is missing
 * @throws InputError if an entity lacks it, or if its text contains characters
 * that disguise it
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

import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { ANNOTATION_DRIVER_IMAGE } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  expandDriverPrefix,
  parseImageReference,
  type DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { requireAnnotation } from './requireAnnotation';

/**
 * The image that an entity's builds are pushed to, without a tag: the one of
 * its `driver.yaml`, otherwise that of its annotation. Anybody may write both,
 * so the configuration must allow the image.
 *
 * @param named - the image of `driver.yaml`, if it has one
 * @throws InputError that says where the entity's driver images may go
 */
export function requireDriverImage(
  entity: Entity,
  config: DriverToolkitConfig,
  named?: string,
): string {
  const image = named ?? requireAnnotatedImage(entity);
  const { namespace = 'default', name } = entity.metadata;
  const places = config.drivers.repositories.map(({ prefix }) => ({
    place: expandDriverPrefix(prefix, { namespace, name }),
    // A template with the name yields the image of one driver, not a place for
    // many.
    isImage: prefix.includes('{name}'),
  }));
  const isAllowed = places.some(
    ({ place, isImage }) =>
      image.startsWith(`${place}/`) || (isImage && image === place),
  );
  if (!isAllowed) {
    throw new InputError(
      `Images of ${stringifyEntityRef(
        entity,
      )} may not be pushed to ${image}. They may be pushed to ${
        places.map(({ place }) => place).join(', ') || 'no place'
      } (driverToolkit.drivers.repositories).`,
    );
  }
  return image;
}

function requireAnnotatedImage(entity: Entity): string {
  const entityRef = stringifyEntityRef(entity);
  const image = requireAnnotation(
    entity,
    ANNOTATION_DRIVER_IMAGE,
    'the image that its builds are pushed to, without a tag',
  );
  const problem = (why: string, cause?: unknown) =>
    new InputError(
      `Annotation '${ANNOTATION_DRIVER_IMAGE}' of ${entityRef} ${why}: ${image}`,
      cause,
    );
  try {
    const { tag, digest } = parseImageReference(image);
    if (tag === undefined && digest === undefined) {
      return image;
    }
  } catch (error) {
    throw problem('is not an image reference', error);
  }
  throw problem('must have neither tag nor digest, because builds add the tag');
}

import type { Entity } from '@backstage/catalog-model';
import {
  COMPONENT_TYPE_DRIVER,
  RESOURCE_TYPE_IMAGE,
  RESOURCE_TYPE_KERNEL,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Whether an entity is a kernel. @public */
export function isKernel(entity: Entity): boolean {
  return isOfType(entity, 'resource', RESOURCE_TYPE_KERNEL);
}

/** Whether an entity is a Driver Toolkit image. @public */
export function isToolkitImage(entity: Entity): boolean {
  return isOfType(entity, 'resource', RESOURCE_TYPE_IMAGE);
}

/** Whether an entity is a driver container. @public */
export function isDriverContainer(entity: Entity): boolean {
  return isOfType(entity, 'component', COMPONENT_TYPE_DRIVER);
}

/** Whether this plugin builds an entity. @public */
export function hasBuilds(entity: Entity): boolean {
  return (
    isKernel(entity) || isToolkitImage(entity) || isDriverContainer(entity)
  );
}

function isOfType(entity: Entity, kind: string, type: string): boolean {
  return (
    entity.kind.toLocaleLowerCase('en-US') === kind &&
    entity.spec?.type === type
  );
}

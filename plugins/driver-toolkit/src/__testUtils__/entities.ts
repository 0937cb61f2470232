import type { Entity } from '@backstage/catalog-model';
import {
  ANNOTATION_DRIVER_IMAGE,
  ANNOTATION_IMAGE,
  ANNOTATION_KERNEL,
  COMPONENT_TYPE_DRIVER,
  RESOURCE_TYPE_IMAGE,
  RESOURCE_TYPE_KERNEL,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

const OWNER = 'group:default/platform';

/** The catalog's entity of a kernel. */
export function aKernelEntity(
  kernel = '5.14.0-391.el9',
  source = 'centos-stream-9',
): Entity {
  return anEntity(
    'Resource',
    `${source}-${kernel}`,
    RESOURCE_TYPE_KERNEL,
    { [ANNOTATION_KERNEL]: `${source}/${kernel}` },
    kernel,
  );
}

/** The catalog's entity of a toolkit image. */
export function anImageEntity(kernel = '5.14.0-391.el9'): Entity {
  return anEntity(
    'Resource',
    `ghcr-${kernel}`,
    RESOURCE_TYPE_IMAGE,
    {
      [ANNOTATION_IMAGE]: `ghcr.io/fabiendupont/driver-toolkit:${kernel}`,
      [ANNOTATION_KERNEL]: `centos-stream-9/${kernel}`,
    },
    kernel,
  );
}

/** The catalog's entity of a driver container, like the template writes it. */
export function aDriverEntity(
  kernel = '5.14.0-391.el9',
  name = 'simple-kmod',
): Entity {
  return anEntity('Component', name, COMPONENT_TYPE_DRIVER, {
    [ANNOTATION_DRIVER_IMAGE]: 'registry.example.com/drivers/simple',
    [ANNOTATION_KERNEL]: `centos-stream-9/${kernel}`,
  });
}

function anEntity(
  kind: string,
  name: string,
  type: string,
  annotations: Record<string, string>,
  title?: string,
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, title, namespace: 'default', annotations },
    spec: { type, owner: OWNER },
  };
}

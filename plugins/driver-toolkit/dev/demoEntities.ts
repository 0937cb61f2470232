import type { Entity } from '@backstage/catalog-model';
import { parseEntityRef } from '@backstage/catalog-model';
import {
  ANNOTATION_DRIVER_IMAGE,
  ANNOTATION_IMAGE,
  ANNOTATION_KERNEL,
  COMPONENT_TYPE_DRIVER,
  RESOURCE_TYPE_IMAGE,
  RESOURCE_TYPE_KERNEL,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { InMemoryDriverToolkit } from '../src/testing/InMemoryDriverToolkit';

const OWNER = 'group:default/platform';

/** The catalog's side of the demo. */
export function demoEntities(world: InMemoryDriverToolkit): Entity[] {
  return [
    ...world.kernels.map(({ source, kernel, entityRef }) =>
      resource(entityRef, kernel, RESOURCE_TYPE_KERNEL, {
        [ANNOTATION_KERNEL]: `${source}/${kernel}`,
      }),
    ),
    ...world.images.map(({ reference, tag, kernels, entityRef }) =>
      resource(entityRef, tag, RESOURCE_TYPE_IMAGE, {
        [ANNOTATION_IMAGE]: reference,
        [ANNOTATION_KERNEL]: `${kernels[0].source}/${kernels[0].kernel}`,
      }),
    ),
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: 'simple-kmod',
        namespace: 'default',
        annotations: {
          [ANNOTATION_DRIVER_IMAGE]: 'registry.example.com/drivers/simple',
          [ANNOTATION_KERNEL]: 'centos-stream-9/5.14.0-391.el9',
        },
      },
      spec: {
        type: COMPONENT_TYPE_DRIVER,
        lifecycle: 'production',
        owner: OWNER,
      },
    },
  ];
}

function resource(
  entityRef: string,
  title: string,
  type: string,
  annotations: Record<string, string>,
): Entity {
  const { name, namespace } = parseEntityRef(entityRef);
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name, namespace, title, annotations },
    spec: { type, owner: OWNER },
  };
}

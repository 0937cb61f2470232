import type { Entity } from '@backstage/catalog-model';

/** A driver container in the catalog. */
export function driverEntity(
  name: string,
  places: { image: string; location: string },
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: {
        'driver-toolkit/driver-image': places.image,
        'backstage.io/source-location': `url:${places.location}`,
        'backstage.io/managed-by-location': `url:${places.location}`,
        'backstage.io/managed-by-origin-location': `url:${places.location}`,
      },
    },
    spec: {
      type: 'driver-container',
      lifecycle: 'production',
      owner: 'drivers',
    },
  };
}

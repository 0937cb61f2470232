import { createPermission } from '@backstage/plugin-permission-common';

/**
 * Resource type of conditions on builds: catalog entities, so that the
 * catalog's rules, such as the one on owners, apply to builds, too.
 */
const CATALOG_ENTITY = 'catalog-entity';

/** Read kernels, images, coverage, the job matrix, claims, and the state of sources. @public */
export const indexReadPermission = createPermission({
  name: 'driver-toolkit.index.read',
  attributes: { action: 'read' },
});

/** Resource type of conditions on reading builds. @public */
export const RESOURCE_TYPE_BUILD = 'driver-toolkit-build';

/**
 * Read builds, their logs, the builders, and the reports of libraries.
 *
 * @remarks Its resource is a build, by its id.
 * @public
 */
export const buildReadPermission = createPermission({
  name: 'driver-toolkit.build.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_BUILD,
});

/**
 * Queue a build, or retry a finished one.
 *
 * @remarks Its resource is the entity that {@link buildEntityRef} names.
 * @public
 */
export const buildCreatePermission = createPermission({
  name: 'driver-toolkit.build.create',
  attributes: { action: 'create' },
  resourceType: CATALOG_ENTITY,
});

/**
 * Stop a build.
 *
 * @remarks Its resource is the entity that {@link buildEntityRef} names.
 * @public
 */
export const buildCancelPermission = createPermission({
  name: 'driver-toolkit.build.cancel',
  attributes: { action: 'update' },
  resourceType: CATALOG_ENTITY,
});

/**
 * Read a kernel source or image repository now, and accept a reading in which
 * too much is missing. @public
 */
export const sourceRefreshPermission = createPermission({
  name: 'driver-toolkit.source.refresh',
  attributes: { action: 'update' },
});

/** Run a library now: queue builds, and delete old tags if that is configured. @public */
export const libraryMaintainPermission = createPermission({
  name: 'driver-toolkit.library.maintain',
  attributes: { action: 'update' },
});

/** Decide which driver an image belongs to. @public */
export const claimManagePermission = createPermission({
  name: 'driver-toolkit.claim.manage',
  attributes: { action: 'update' },
});

/** Every permission of the plugin. @public */
export const driverToolkitPermissions = [
  indexReadPermission,
  buildReadPermission,
  buildCreatePermission,
  buildCancelPermission,
  sourceRefreshPermission,
  libraryMaintainPermission,
  claimManagePermission,
];

import { createPermission } from '@backstage/plugin-permission-common';

/** Read kernels, images and the state of their sources. @public */
export const indexReadPermission = createPermission({
  name: 'driver-toolkit.index.read',
  attributes: { action: 'read' },
});

/** Read builds, their logs and the builders. @public */
export const buildReadPermission = createPermission({
  name: 'driver-toolkit.build.read',
  attributes: { action: 'read' },
});

/** Queue a build, a repeated one included. @public */
export const buildCreatePermission = createPermission({
  name: 'driver-toolkit.build.create',
  attributes: { action: 'create' },
});

/** Stop a build. @public */
export const buildCancelPermission = createPermission({
  name: 'driver-toolkit.build.cancel',
  attributes: { action: 'update' },
});

/** Read a kernel source or image repository now. @public */
export const sourceRefreshPermission = createPermission({
  name: 'driver-toolkit.source.refresh',
  attributes: { action: 'update' },
});

/** Every permission of the plugin. @public */
export const driverToolkitPermissions = [
  indexReadPermission,
  buildReadPermission,
  buildCreatePermission,
  buildCancelPermission,
  sourceRefreshPermission,
];

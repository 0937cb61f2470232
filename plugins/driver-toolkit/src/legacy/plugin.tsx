import {
  compatWrapper,
  convertLegacyRouteRef,
} from '@backstage/core-compat-api';
import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { DriverToolkitClient } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { ComponentType } from 'react';
import { driverToolkitApiRef } from '../api/driverToolkitApiRef';
import { rootRouteRef } from '../routes';

const mountPoint = convertLegacyRouteRef(rootRouteRef);

/** The plugin for apps of the legacy frontend system. @public */
export const driverToolkitPlugin = createPlugin({
  id: 'driver-toolkit',
  routes: { root: mountPoint },
  apis: [
    createApiFactory({
      api: driverToolkitApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: dependencies => DriverToolkitClient.create(dependencies),
    }),
  ],
});

/** The page with kernels, coverage, builds, builders and sources. @public */
export const DriverToolkitPage: () => JSX.Element = driverToolkitPlugin.provide(
  createRoutableExtension({
    name: 'DriverToolkitPage',
    component: () =>
      import('./DriverToolkitRouter').then(m => adapted(m.DriverToolkitRouter)),
    mountPoint,
  }),
);

/** A kernel's flavours and images, for where {@link isKernel}. @public */
export const EntityDriverToolkitKernelCard: () => JSX.Element =
  driverToolkitPlugin.provide(
    createComponentExtension({
      name: 'EntityDriverToolkitKernelCard',
      component: {
        lazy: () =>
          import('../entity/KernelCard').then(m => adapted(m.KernelCard)),
      },
    }),
  );

/** A toolkit image's digest, platforms, labels and use, for where {@link isToolkitImage}. @public */
export const EntityDriverToolkitImageCard: () => JSX.Element =
  driverToolkitPlugin.provide(
    createComponentExtension({
      name: 'EntityDriverToolkitImageCard',
      component: {
        lazy: () =>
          import('../entity/ImageCard').then(m => adapted(m.ImageCard)),
      },
    }),
  );

/** Builds of what an entity is, for where {@link hasBuilds}. @public */
export const EntityDriverToolkitBuildsContent: () => JSX.Element =
  driverToolkitPlugin.provide(
    createComponentExtension({
      name: 'EntityDriverToolkitBuildsContent',
      component: {
        lazy: () =>
          import('../entity/EntityBuilds').then(m => adapted(m.EntityBuilds)),
      },
    }),
  );

/** Provides the new routing API, which the legacy frontend system lacks. */
function adapted(Component: ComponentType): () => JSX.Element {
  return () => compatWrapper(<Component />);
}

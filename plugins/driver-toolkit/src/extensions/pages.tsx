import { convertLegacyRouteRef } from '@backstage/core-compat-api';
import {
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import { RiToolsLine } from '@remixicon/react';
import { rootRouteRef } from '../routes';

/** The plugin's page; its title and icon make its entry in the sidebar. */
export const driverToolkitPage = PageBlueprint.make({
  params: {
    path: '/driver-toolkit',
    routeRef: convertLegacyRouteRef(rootRouteRef),
    title: 'Driver Toolkit',
    icon: <RiToolsLine />,
  },
});

/** First tab: kernels and their images. */
export const kernelsSubPage = SubPageBlueprint.make({
  name: 'kernels',
  params: {
    path: 'kernels',
    title: 'Kernels',
    loader: () => import('../kernels/KernelsPage').then(m => <m.KernelsPage />),
  },
});

/** Second tab: what each kernel has for each architecture. */
export const coverageSubPage = SubPageBlueprint.make({
  name: 'coverage',
  params: {
    path: 'coverage',
    title: 'Coverage',
    loader: () =>
      import('../coverage/CoveragePage').then(m => <m.CoveragePage />),
  },
});

/** Third tab: the history of builds. */
export const buildsSubPage = SubPageBlueprint.make({
  name: 'builds',
  params: {
    path: 'builds',
    title: 'Builds',
    loader: () => import('../builds/BuildsPage').then(m => <m.BuildsPage />),
  },
});

/** Fourth tab: the libraries that are kept without anybody asking. */
export const librariesSubPage = SubPageBlueprint.make({
  name: 'libraries',
  params: {
    path: 'libraries',
    title: 'Libraries',
    loader: () =>
      import('../libraries/LibrariesPage').then(m => <m.LibrariesPage />),
  },
});

/** Fifth tab: the machines that run builds. */
export const buildersSubPage = SubPageBlueprint.make({
  name: 'builders',
  params: {
    path: 'builders',
    title: 'Builders',
    loader: () =>
      import('../builders/BuildersPage').then(m => <m.BuildersPage />),
  },
});

/** Sixth tab: where kernels and images are read from. */
export const sourcesSubPage = SubPageBlueprint.make({
  name: 'sources',
  params: {
    path: 'sources',
    title: 'Sources',
    loader: () => import('../sources/SourcesPage').then(m => <m.SourcesPage />),
  },
});

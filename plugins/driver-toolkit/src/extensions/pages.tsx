import {
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import { RiToolsLine } from '@remixicon/react';
import { rootRouteRef } from '../routes';
import { driverToolkitTranslationRef } from '../translation/driverToolkitTranslationRef';

/** The plugin's page; its title and icon make its entry in the sidebar. */
export const driverToolkitPage = PageBlueprint.make({
  params: {
    path: '/driver-toolkit',
    routeRef: rootRouteRef,
    title: driverToolkitTranslationRef('page.title'),
    icon: <RiToolsLine />,
  },
});

/** First tab: kernels and their images. */
export const kernelsSubPage = SubPageBlueprint.make({
  name: 'kernels',
  params: {
    path: 'kernels',
    title: driverToolkitTranslationRef('page.kernels'),
    loader: () => import('../kernels/KernelsPage').then(m => <m.KernelsPage />),
  },
});

/** Second tab: coverage by kernel and architecture. */
export const coverageSubPage = SubPageBlueprint.make({
  name: 'coverage',
  params: {
    path: 'coverage',
    title: driverToolkitTranslationRef('page.coverage'),
    loader: () =>
      import('../coverage/CoveragePage').then(m => <m.CoveragePage />),
  },
});

/** Third tab: builds. */
export const buildsSubPage = SubPageBlueprint.make({
  name: 'builds',
  params: {
    path: 'builds',
    title: driverToolkitTranslationRef('page.builds'),
    loader: () => import('../builds/BuildsPage').then(m => <m.BuildsPage />),
  },
});

/** Fourth tab: libraries. */
export const librariesSubPage = SubPageBlueprint.make({
  name: 'libraries',
  params: {
    path: 'libraries',
    title: driverToolkitTranslationRef('page.libraries'),
    loader: () =>
      import('../libraries/LibrariesPage').then(m => <m.LibrariesPage />),
  },
});

/** Fifth tab: builders. */
export const buildersSubPage = SubPageBlueprint.make({
  name: 'builders',
  params: {
    path: 'builders',
    title: driverToolkitTranslationRef('page.builders'),
    loader: () =>
      import('../builders/BuildersPage').then(m => <m.BuildersPage />),
  },
});

/** Sixth tab: kernel sources and image repositories. */
export const sourcesSubPage = SubPageBlueprint.make({
  name: 'sources',
  params: {
    path: 'sources',
    title: driverToolkitTranslationRef('page.sources'),
    loader: () => import('../sources/SourcesPage').then(m => <m.SourcesPage />),
  },
});

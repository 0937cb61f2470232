import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { RiToolsLine } from '@remixicon/react';
import { driverToolkitApi } from './extensions/api';
import {
  buildsContent,
  imageCard,
  kernelCard,
} from './extensions/entityExtensions';
import {
  buildersSubPage,
  buildsSubPage,
  coverageSubPage,
  driverToolkitPage,
  kernelsSubPage,
  librariesSubPage,
  sourcesSubPage,
} from './extensions/pages';
import { rootRouteRef } from './routes';

/** The plugin for apps of the new frontend system. @public */
export const driverToolkitPlugin = createFrontendPlugin({
  pluginId: 'driver-toolkit',
  title: 'Driver Toolkit',
  icon: <RiToolsLine />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef },
  extensions: [
    driverToolkitApi,
    driverToolkitPage,
    kernelsSubPage,
    coverageSubPage,
    buildsSubPage,
    librariesSubPage,
    buildersSubPage,
    sourcesSubPage,
    kernelCard,
    imageCard,
    buildsContent,
  ],
});

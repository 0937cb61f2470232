import '@backstage/cli/asset-types';
// The demo is an app of its own, which brings the styles as a portal does.
// eslint-disable-next-line @backstage/no-ui-css-imports-in-non-frontend
import '@backstage/ui/css/styles.css';
import { ConfigReader } from '@backstage/config';
import { createApp } from '@backstage/frontend-defaults';
import {
  ApiBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import ReactDOM from 'react-dom/client';
import driverToolkitPlugin, { driverToolkitApiRef } from '../src';
import { demoEntities } from './demoEntities';
import { demoWorld } from './demoWorld';

// ?world=empty, ?world=failing, ?permissions=none and ?lines=1000000 (of the
// log of a finished build) show what else can be.
const settings = new URLSearchParams(window.location.search);
const world = demoWorld(
  settings.get('world') ?? 'usual',
  Number(settings.get('lines') ?? 2_000),
);

const app = createApp({
  advanced: {
    configLoader: async () => ({
      config: new ConfigReader({
        app: {
          title: 'Driver Toolkit demo',
          baseUrl: window.location.origin,
          extensions: [{ 'sign-in-page:app': false }],
        },
        backend: { baseUrl: window.location.origin },
      }),
    }),
  },
  features: [
    catalogPlugin,
    driverToolkitPlugin,
    createFrontendModule({
      pluginId: 'driver-toolkit',
      extensions: [
        ApiBlueprint.make({
          params: define =>
            define({
              api: driverToolkitApiRef,
              deps: {},
              factory: () => world,
            }),
        }),
      ],
    }),
    createFrontendModule({
      pluginId: 'catalog',
      extensions: [
        ApiBlueprint.make({
          params: define =>
            define({
              api: catalogApiRef,
              deps: {},
              factory: () => catalogApiMock({ entities: demoEntities(world) }),
            }),
        }),
      ],
    }),
    createFrontendModule({
      pluginId: 'app',
      extensions: [
        ApiBlueprint.make({
          name: 'permission',
          params: define =>
            define({
              api: permissionApiRef,
              deps: {},
              factory: () => ({
                authorize: async () => ({
                  result:
                    settings.get('permissions') === 'none'
                      ? AuthorizeResult.DENY
                      : AuthorizeResult.ALLOW,
                }),
              }),
            }),
        }),
      ],
    }),
  ],
});

ReactDOM.createRoot(document.getElementById('root')!).render(app.createRoot());

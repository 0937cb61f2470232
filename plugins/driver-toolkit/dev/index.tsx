import '@backstage/cli/asset-types';
// The demo is an app of its own, so it imports the styles like a portal does.
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
import {
  aDriverEntity,
  aKernelEntity,
  anImageEntity,
} from '../src/__testUtils__/entities';
import { kernelsOf } from '../src/__testUtils__/fixtures';
import { Playback } from '../src/__testUtils__/Playback';
import type { RecordingName } from '../src/__testUtils__/recordings';

// The plugin, served from a recording of the backend.
// ?recording=failing chooses the recording, &step=it%20fails starts after that
// step, &permissions=none denies all permissions. In the browser's console,
// backend.happen('it fails') plays on to a step;
// backend.goOutOfReach() and backend.refuse('GET /kernels', 503, 'Why') break it.
const settings = new URLSearchParams(window.location.search);
const recording = (settings.get('recording') ?? 'kernels') as RecordingName;
const backend = new Playback(recording, settings.get('step') ?? undefined);
Object.assign(window, { backend });

const entities = [
  ...kernelsOf(recording).flatMap(({ kernel, source }) => [
    aKernelEntity(kernel, source),
    anImageEntity(kernel),
  ]),
  aDriverEntity(),
];

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
              factory: () => backend.client,
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
              factory: () => catalogApiMock({ entities }),
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

import { convertLegacyRouteRef } from '@backstage/core-compat-api';
import { toastApiRef } from '@backstage/frontend-plugin-api';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import type { DriverToolkitApi } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useLocation } from 'react-router-dom';
import { SWRConfig } from 'swr';
import { driverToolkitApiRef } from '../api/driverToolkitApiRef';
import { rootRouteRef } from '../routes';

/** Renders an element of the plugin in an app whose backend is the one given. */
export function renderWithWorld(
  element: JSX.Element,
  world: DriverToolkitApi,
  options: {
    /** Names of permissions the user lacks. */
    denied?: string[];
    /** Where the user is, such as `/?build=1`. */
    address?: string;
  } = {},
): { toast: { post: jest.Mock } } {
  const { denied = [], address = '/' } = options;
  const toast = { post: jest.fn(() => ({ close: () => {} })) };
  renderInTestApp(
    // Permissions are cached by a module of its own, beyond the end of a test.
    <SWRConfig value={{ provider: () => new Map() }}>
      {element}
      <Address />
    </SWRConfig>,
    {
      apis: [
        [driverToolkitApiRef, world],
        [toastApiRef, toast],
        [
          permissionApiRef,
          mockApis.permission({
            authorize: ({ permission }) =>
              denied.includes(permission.name)
                ? AuthorizeResult.DENY
                : AuthorizeResult.ALLOW,
          }),
        ],
      ],
      mountedRoutes: {
        '/driver-toolkit': convertLegacyRouteRef(rootRouteRef),
        '/catalog/:namespace/:kind/:name':
          convertLegacyRouteRef(entityRouteRef),
      },
      initialRouteEntries: [address],
    },
  );
  return { toast };
}

/** Where the user is, for tests to read. */
function Address() {
  const { pathname, search } = useLocation();
  return <output data-testid="address">{pathname + search}</output>;
}

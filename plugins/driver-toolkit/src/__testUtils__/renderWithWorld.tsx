import type { Entity } from '@backstage/catalog-model';
import { convertLegacyRouteRef } from '@backstage/core-compat-api';
import { coreApis } from '@backstage/frontend-plugin-api';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import type { DriverToolkitApi } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useLocation } from 'react-router-dom';
import { SWRConfig } from 'swr';
import { driverToolkitApiRef } from '../api/driverToolkitApiRef';
import { rootRouteRef } from '../routes';
import { aDriverEntity } from './entities';

/** Renders an element of the plugin in an app whose backend is the one given. */
export function renderWithWorld(
  element: JSX.Element,
  world: DriverToolkitApi,
  options: {
    /** Names of permissions the user lacks. */
    denied?: string[];
    /** Entities the catalog lacks; it has every other. May change while the test runs. */
    missing?: Set<string>;
    /** The catalog's driver containers; one by default. */
    drivers?: Entity[];
    /** Where the user is, such as `/?build=1`. */
    address?: string;
  } = {},
): { toast: { post: jest.Mock } } {
  const {
    denied = [],
    missing = new Set(),
    drivers = [aDriverEntity()],
    address = '/',
  } = options;
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
        [coreApis.toast, toast],
        [catalogApiRef, catalogOf(drivers, missing)],
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
        '/driver-toolkit': rootRouteRef,
        '/catalog/:namespace/:kind/:name':
          convertLegacyRouteRef(entityRouteRef),
      },
      initialRouteEntries: [address],
    },
  );
  return { toast };
}

function catalogOf(drivers: Entity[], missing: ReadonlySet<string>) {
  return catalogApiMock.mock({
    getEntities: async () => ({ items: drivers }),
    getEntitiesByRefs: async ({ entityRefs }) => ({
      items: entityRefs.map(ref =>
        missing.has(ref) ? undefined : aDriverEntity(),
      ),
    }),
  });
}

/** Where the user is, for tests to read. */
function Address() {
  const { pathname, search } = useLocation();
  return <output data-testid="address">{pathname + search}</output>;
}

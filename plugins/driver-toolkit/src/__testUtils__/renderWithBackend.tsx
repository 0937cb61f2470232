import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { convertLegacyRouteRef } from '@backstage/core-compat-api';
import { coreApis } from '@backstage/frontend-plugin-api';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { useLocation } from 'react-router-dom';
import { SWRConfig } from 'swr';
import { driverToolkitApiRef } from '../api/driverToolkitApiRef';
import { rootRouteRef } from '../routes';
import { aDriverEntity } from './entities';
import type { Playback } from './Playback';

/** Renders an element of the plugin in an app, with a recorded backend. */
export function renderWithBackend(
  element: JSX.Element,
  backend: Playback,
  options: {
    /** Names of permissions the user lacks. */
    denied?: string[];
    /** Entities missing from the catalog, which has all others. May change during the test. */
    missing?: Set<string>;
    /** The catalog's driver containers; default: one. */
    drivers?: Entity[];
    /** The page's address, such as `/?build=1`. */
    address?: string;
    /** Whether the app disables the plugin's page. */
    withoutPage?: boolean;
  } = {},
): { toast: { post: jest.Mock } } {
  const {
    denied = [],
    missing = new Set(),
    drivers = [aDriverEntity()],
    address = '/',
    withoutPage = false,
  } = options;
  const toast = { post: jest.fn(() => ({ close: () => {} })) };
  renderInTestApp(
    // A fresh SWR cache: the default one keeps permissions from test to test.
    <SWRConfig value={{ provider: () => new Map() }}>
      {element}
      <Address />
    </SWRConfig>,
    {
      apis: [
        [driverToolkitApiRef, backend.client],
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
        ...(!withoutPage && { '/driver-toolkit': rootRouteRef }),
        '/catalog/:namespace/:kind/:name':
          convertLegacyRouteRef(entityRouteRef),
      },
      initialRouteEntries: [address],
    },
  );
  return { toast };
}

function catalogOf(drivers: Entity[], missing: ReadonlySet<string>) {
  const catalog = catalogApiMock({ entities: drivers });
  return catalogApiMock.mock({
    queryEntities: request => catalog.queryEntities(request),
    getEntitiesByRefs: async ({ entityRefs }) => ({
      items: entityRefs.map(ref => {
        const driver = drivers.find(each => stringifyEntityRef(each) === ref);
        const isGone =
          missing.has(ref) || (!driver && ref.startsWith('component:'));
        return isGone ? undefined : driver ?? aDriverEntity();
      }),
    }),
  });
}

/** Shows the page's address to the test. */
function Address() {
  const { pathname, search } = useLocation();
  return <output data-testid="address">{pathname + search}</output>;
}

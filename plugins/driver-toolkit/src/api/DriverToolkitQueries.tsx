import { useApi } from '@backstage/frontend-plugin-api';
import type { DriverToolkitApi } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { PropsWithChildren } from 'react';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { useBuildSignals } from './useBuildSignals';

// One cache per client: a card and a tab of one entity page see the same build
// finish, but two apps in one window share nothing.
const queryClients = new WeakMap<DriverToolkitApi, QueryClient>();

function queryClientOf(api: DriverToolkitApi): QueryClient {
  let client = queryClients.get(api);
  if (!client) {
    client = new QueryClient({
      // Show a failed read immediately, with a button to try again. Polling
      // retries by itself.
      defaultOptions: { queries: { retry: false } },
    });
    queryClients.set(api, client);
  }
  return client;
}

/** Provides the plugin's cache of backend answers. */
export function DriverToolkitQueries({ children }: PropsWithChildren<{}>) {
  const client = queryClientOf(useApi(driverToolkitApiRef));
  useBuildSignals(client);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

import { TestApiProvider } from '@backstage/frontend-test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import type { DriverToolkitApi } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderHook } from '@testing-library/react';
import type { PropsWithChildren } from 'react';
import { driverToolkitApiRef } from '../api/driverToolkitApiRef';

/** Runs a hook that reads the backend, with a cache of its own. */
export function renderQuery<Result>(
  hook: () => Result,
  world: DriverToolkitApi,
  catalog = catalogApiMock(),
) {
  const queryClient = new QueryClient({
    // No timer of a cache outlives its test.
    defaultOptions: {
      queries: { retry: false, gcTime: Infinity },
      mutations: { gcTime: Infinity },
    },
  });
  const rendered = renderHook(hook, {
    wrapper: ({ children }: PropsWithChildren) => (
      <TestApiProvider
        apis={[
          [driverToolkitApiRef, world],
          [catalogApiRef, catalog],
        ]}
      >
        <QueryClientProvider client={queryClient}>
          {children}
        </QueryClientProvider>
      </TestApiProvider>
    ),
  });
  return { ...rendered, queryClient };
}

import { TestApiProvider } from '@backstage/frontend-test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderHook } from '@testing-library/react';
import type { PropsWithChildren } from 'react';
import { driverToolkitApiRef } from '../api/driverToolkitApiRef';
import type { Playback } from './Playback';

/** Renders a hook that queries the backend, with its own cache. */
export function renderQuery<Result>(
  hook: () => Result,
  backend: Playback,
  catalog = catalogApiMock(),
) {
  const { client } = backend;
  const queryClient = new QueryClient({
    // Keep no cache timers after the test.
    defaultOptions: {
      queries: { retry: false, gcTime: Infinity },
      mutations: { gcTime: Infinity },
    },
  });
  const rendered = renderHook(hook, {
    wrapper: ({ children }: PropsWithChildren) => (
      <TestApiProvider
        apis={[
          [driverToolkitApiRef, client],
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

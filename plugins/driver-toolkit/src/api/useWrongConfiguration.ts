import { ResponseError } from '@backstage/errors';
import {
  notifyManager,
  useQueryClient,
  type Query,
} from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';

/**
 * The error that the backend answers every request with while its configuration
 * is wrong; undefined otherwise.
 */
export function useWrongConfiguration(): {
  error: Error | undefined;
  retry: () => void;
} {
  const client = useQueryClient();
  const cache = client.getQueryCache();
  const error = useSyncExternalStore(
    useCallback(
      onChange => cache.subscribe(notifyManager.batchCalls(onChange)),
      [cache],
    ),
    () => cache.getAll().find(isRefused)?.state.error ?? undefined,
  );
  return {
    error,
    retry: () => void client.resetQueries({ predicate: isRefused }),
  };
}

function isRefused({ state: { error } }: Query): boolean {
  return (
    error instanceof ResponseError &&
    error.body.error.name === 'WrongConfigurationError'
  );
}

import {
  useAppLocation,
  useAppSearchParams,
} from '@backstage/frontend-plugin-api';
import { useCallback, useMemo } from 'react';

/**
 * Text values in the address's query, so they survive a reload and are part of a
 * copied link.
 */
export function useQueryState<K extends string>(
  ...keys: K[]
): [
  values: Partial<Record<K, string>>,
  change: (changes: Partial<Record<K, string>>) => void,
] {
  const [parameters, setParameters] = useAppSearchParams();
  const values = useMemo(
    () =>
      Object.fromEntries(
        keys.flatMap(key => {
          const value = parameters.get(key);
          return value ? [[key, value]] : [];
        }),
      ) as Partial<Record<K, string>>,
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a caller's keys never change
    [parameters],
  );
  const change = useCallback(
    (changes: Partial<Record<K, string>>) =>
      setParameters(previous => withChanges(previous, changes), {
        replace: true,
      }),
    [setParameters],
  );
  return [values, change];
}

/** Address of the current page with some query values changed. */
export function useAddressWith(): (changes: Record<string, string>) => string {
  const { pathname, search } = useAppLocation();
  return useCallback(
    changes =>
      `${pathname}?${withChanges(new URLSearchParams(search), changes)}`,
    [pathname, search],
  );
}

function withChanges(
  parameters: URLSearchParams,
  changes: Partial<Record<string, string>>,
): URLSearchParams {
  const changed = new URLSearchParams(parameters);
  for (const [key, value] of Object.entries(changes)) {
    if (value) {
      changed.set(key, value);
    } else {
      changed.delete(key);
    }
  }
  return changed;
}

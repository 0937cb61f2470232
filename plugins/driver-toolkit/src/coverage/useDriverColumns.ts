import type { KernelCoverage } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useMemo } from 'react';
import { useDriver, useDrivers } from '../api/useDrivers';
import { useMissingEntities } from '../api/useMissingEntities';
import { builtDrivers, driverColumns, nameOf } from './driverColumns';

/** The columns of driver containers. */
export function useDriverColumns(
  coverage: KernelCoverage[],
  /** Entity reference, to show one driver only. */
  only: string | undefined,
) {
  const { data, error, refetch } = useDrivers();
  const chosen = useDriver(only);
  const built = useMemo(() => builtDrivers(coverage), [coverage]);
  const isMissing = useMissingEntities(built);
  return {
    columns: only
      ? [
          {
            entityRef: only,
            title: chosen?.title ?? nameOf(only),
            inCatalog: chosen !== undefined,
          },
        ]
      : driverColumns(data?.drivers ?? [], built, isMissing),
    /** Number of driver containers in the catalog; undefined until it has loaded. */
    total: data?.totalItems,
    error,
    refetch,
  };
}

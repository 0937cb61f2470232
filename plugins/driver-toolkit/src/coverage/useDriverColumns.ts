import type { KernelCoverage } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useMemo } from 'react';
import { useDriver, useDrivers } from '../api/useDrivers';
import { useMissingEntities } from '../api/useMissingEntities';
import { builtDrivers, driverColumns, nameOf } from './driverColumns';

/** Which driver containers have a column. */
export function useDriverColumns(
  coverage: KernelCoverage[],
  /** Entity reference of the one to show alone. */
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
    /** How many driver containers the catalog has; undefined until that is known. */
    total: data?.totalItems,
    error,
    refetch,
  };
}

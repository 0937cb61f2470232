import type { KernelCoverage } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Driver } from '../api/useDrivers';

/** A driver container with a column of its own. */
export interface DriverColumn extends Driver {
  /** Only what the catalog has can be opened and built. */
  inCatalog: boolean;
}

/**
 * The catalog's driver containers, and those that were built and have left it.
 *
 * @param only - entity reference of the one to show, where only one is wanted
 */
export function driverColumns(
  catalog: Driver[],
  coverage: KernelCoverage[],
  only: string | undefined,
): DriverColumn[] {
  const known = new Set(catalog.map(driver => driver.entityRef));
  const built = new Set(
    coverage
      .flatMap(kernel => kernel.architectures)
      .flatMap(({ drivers }) => drivers.map(({ entityRef }) => entityRef)),
  );
  if (only) {
    built.add(only);
  }
  return [
    ...catalog.map(driver => ({ ...driver, inCatalog: true })),
    ...[...built]
      .filter(entityRef => !known.has(entityRef))
      .sort()
      .map(entityRef => ({
        entityRef,
        title: entityRef.slice(entityRef.lastIndexOf('/') + 1),
        inCatalog: false,
      })),
  ].filter(({ entityRef }) => !only || entityRef === only);
}

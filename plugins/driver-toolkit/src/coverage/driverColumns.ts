import type { KernelCoverage } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Driver } from '../api/useDrivers';

/** A driver container with its own column. */
export interface DriverColumn extends Driver {
  /** Only a driver in the catalog can be opened and built. */
  inCatalog: boolean;
}

/** The catalog's driver containers, then other drivers with builds. */
export function driverColumns(
  catalog: Driver[],
  built: string[],
  isMissing: (entityRef: string) => boolean,
): DriverColumn[] {
  const known = new Set(catalog.map(driver => driver.entityRef));
  return [
    ...catalog.map(driver => ({ ...driver, inCatalog: true })),
    ...built
      .filter(entityRef => !known.has(entityRef))
      .map(entityRef => ({
        entityRef,
        title: nameOf(entityRef),
        inCatalog: !isMissing(entityRef),
      })),
  ];
}

/** Title of a driver container that has none in the catalog. */
export function nameOf(entityRef: string): string {
  return entityRef.slice(entityRef.lastIndexOf('/') + 1);
}

/** Entity references of the drivers with builds for some kernels, sorted and unique. */
export function builtDrivers(coverage: KernelCoverage[]): string[] {
  const entityRefs = coverage
    .flatMap(kernel => kernel.architectures)
    .flatMap(({ drivers }) => drivers.map(({ entityRef }) => entityRef));
  return [...new Set(entityRefs)].sort();
}

import type { KernelCoverage } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Driver } from '../api/useDrivers';

/** A driver container with a column of its own. */
export interface DriverColumn extends Driver {
  /** Only what the catalog has can be opened and built. */
  inCatalog: boolean;
}

/** The catalog's driver containers, then those that were built and are not among them. */
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

/** What to call a driver container whose title is not known. */
export function nameOf(entityRef: string): string {
  return entityRef.slice(entityRef.lastIndexOf('/') + 1);
}

/** Entity references of the driver containers that were built for some kernels, in order and each once. */
export function builtDrivers(coverage: KernelCoverage[]): string[] {
  const entityRefs = coverage
    .flatMap(kernel => kernel.architectures)
    .flatMap(({ drivers }) => drivers.map(({ entityRef }) => entityRef));
  return [...new Set(entityRefs)].sort();
}

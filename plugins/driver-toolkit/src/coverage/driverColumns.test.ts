import type { KernelCoverage } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { builtDrivers, driverColumns } from './driverColumns';

const driver = (name: string, title = name) => ({
  entityRef: `component:default/${name}`,
  title,
});
const refOf = (name: string) => driver(name).entityRef;
const coverageOf = (...names: string[]) =>
  ({
    architectures: [{ drivers: names.map(name => driver(name)) }],
  } as unknown as KernelCoverage);

describe('driverColumns', () => {
  it('has the catalog’s drivers in its order, with or without builds', () => {
    expect(
      driverColumns([driver('zfs', 'A'), driver('nic', 'B')], [], () => false),
    ).toEqual([
      { ...driver('zfs', 'A'), inCatalog: true },
      { ...driver('nic', 'B'), inCatalog: true },
    ]);
  });

  it('appends drivers with builds once, and marks those missing from the catalog', () => {
    expect(
      driverColumns(
        [driver('nic', 'Network')],
        [refOf('gpu'), refOf('nic'), refOf('zfs')],
        entityRef => entityRef === refOf('gpu'),
      ),
    ).toEqual([
      { ...driver('nic', 'Network'), inCatalog: true },
      { ...driver('gpu'), inCatalog: false },
      { ...driver('zfs'), inCatalog: true },
    ]);
  });

  it('lists drivers with builds, sorted and unique', () => {
    expect(
      builtDrivers([coverageOf('zfs', 'nic'), coverageOf('gpu', 'zfs')]),
    ).toEqual(['gpu', 'nic', 'zfs'].map(refOf));
  });
});

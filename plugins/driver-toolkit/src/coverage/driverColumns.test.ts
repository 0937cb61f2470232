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
  it('has the catalog’s drivers in its order, whether built or not', () => {
    expect(
      driverColumns([driver('zfs', 'A'), driver('nic', 'B')], [], () => false),
    ).toEqual([
      { ...driver('zfs', 'A'), inCatalog: true },
      { ...driver('nic', 'B'), inCatalog: true },
    ]);
  });

  it('has what was built behind it, once, and knows what has left the catalog', () => {
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

  it('knows which drivers were built, each once and in order', () => {
    expect(
      builtDrivers([coverageOf('zfs', 'nic'), coverageOf('gpu', 'zfs')]),
    ).toEqual(['gpu', 'nic', 'zfs'].map(refOf));
  });
});

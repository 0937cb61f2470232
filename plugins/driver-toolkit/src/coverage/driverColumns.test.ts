import type { KernelCoverage } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { driverColumns } from './driverColumns';

const driver = (name: string, title = name) => ({
  entityRef: `component:default/${name}`,
  title,
});
const coverageOf = (...names: string[]) =>
  ({
    architectures: [
      { drivers: names.map(name => ({ entityRef: driver(name).entityRef })) },
    ],
  } as unknown as KernelCoverage);

describe('driverColumns', () => {
  it('has the catalog’s drivers in its order, whether built or not', () => {
    expect(
      driverColumns([driver('zfs', 'A'), driver('nic', 'B')], [], undefined),
    ).toEqual([
      { ...driver('zfs', 'A'), inCatalog: true },
      { ...driver('nic', 'B'), inCatalog: true },
    ]);
  });

  it('has what was built and left the catalog behind it, once and by name', () => {
    expect(
      driverColumns(
        [driver('nic', 'Network')],
        [coverageOf('zfs', 'nic'), coverageOf('gpu', 'zfs')],
        undefined,
      ),
    ).toEqual([
      { ...driver('nic', 'Network'), inCatalog: true },
      { ...driver('gpu'), inCatalog: false },
      { ...driver('zfs'), inCatalog: false },
    ]);
  });

  it('has the one alone that is wanted, also where nothing is known of it', () => {
    const only = (name: string) =>
      driverColumns(
        [driver('nic', 'Network')],
        [coverageOf('zfs')],
        driver(name).entityRef,
      );
    expect(only('nic')).toEqual([
      { ...driver('nic', 'Network'), inCatalog: true },
    ]);
    expect(only('zfs')).toEqual([{ ...driver('zfs'), inCatalog: false }]);
    expect(only('gpu')).toEqual([{ ...driver('gpu'), inCatalog: false }]);
  });
});

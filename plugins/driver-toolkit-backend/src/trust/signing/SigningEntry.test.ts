import type { DriverToolkitConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { BuildPlan } from '../../plans/BuildPlan';
import { findSigningEntry, listSigningEntries } from './SigningEntry';

const key = (name: string) => ({ keyFile: `/keys/${name}` });
const config = {
  imageRepositories: [
    { id: 'unsigned' },
    { id: 'first', signing: key('first') },
    { id: 'second', signing: key('second') },
  ],
  drivers: {
    repositories: [
      { prefix: 'example.com/drivers', signing: key('all') },
      { prefix: 'example.com/drivers/net', signing: key('net') },
      { prefix: 'example.com:5000/drivers' },
      { prefix: 'example.com/of/{namespace}/{name}', signing: key('own') },
    ],
  },
} as DriverToolkitConfig;

const toolkit = (repository: string) =>
  findSigningEntry({ type: 'toolkit', repository } as BuildPlan, config);
const driver = (imageReference: string) =>
  findSigningEntry({ type: 'driver', imageReference } as BuildPlan, config);

describe('findSigningEntry', () => {
  it('gives toolkits the key of their own repository', () => {
    expect(toolkit('second')).toEqual({
      keyFile: '/keys/second',
      place: 'driverToolkit.imageRepositories[2].signing',
    });
    expect(toolkit('unsigned')).toBeUndefined();
    expect(toolkit('of an earlier configuration')).toBeUndefined();
  });

  it('gives drivers the key of the closest prefix, with any tag', () => {
    expect(driver('example.com/drivers/storage:1.2')).toEqual({
      keyFile: '/keys/all',
      place: 'driverToolkit.drivers.repositories[0].signing',
    });
    expect(driver('example.com/drivers/net/acme:1')?.keyFile).toBe('/keys/net');
    expect(driver('example.com/drivers/network:1')?.keyFile).toBe('/keys/all');
    expect(driver('example.com/of/team/acme:1')?.keyFile).toBe('/keys/own');
  });

  it('does not treat a port as a tag', () => {
    expect(driver('example.com:5000/drivers/acme:1')).toBeUndefined();
    expect(driver('example.com/elsewhere:1')).toBeUndefined();
  });
});

describe('listSigningEntries', () => {
  it('lists every key with its place in the configuration', () => {
    expect(listSigningEntries(config).map(({ place }) => place)).toEqual([
      'driverToolkit.imageRepositories[1].signing',
      'driverToolkit.imageRepositories[2].signing',
      'driverToolkit.drivers.repositories[0].signing',
      'driverToolkit.drivers.repositories[1].signing',
      'driverToolkit.drivers.repositories[3].signing',
    ]);
  });
});

import { ConfigReader } from '@backstage/config';
import { readDriverToolkitConfig } from '../config/readDriverToolkitConfig';
import { createKernelSource } from './createKernelSource';

describe('createKernelSource', () => {
  it.each([
    { type: 'rpm', repositories: ['https://mirror.example.com/$arch/'] },
    { type: 'openshift', since: '4.8.0' },
    { type: 'imageLabel', images: ['quay.io/a/b:c'] },
  ])('creates a source of type $type', entry => {
    const { kernelSources } = readDriverToolkitConfig(
      new ConfigReader({
        driverToolkit: { kernelSources: [{ id: 'a', title: 'A', ...entry }] },
      }),
    );

    expect(createKernelSource(kernelSources[0])).toMatchObject({
      id: 'a',
      title: 'A',
      type: entry.type,
    });
  });
});

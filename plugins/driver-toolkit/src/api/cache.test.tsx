import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { COMPONENT_TYPE_DRIVER } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { act, waitFor } from '@testing-library/react';
import { Playback } from '../__testUtils__/Playback';
import { renderQuery } from '../__testUtils__/renderQuery';
import { useBuild } from './useBuild';
import { useBuilders } from './useBuilders';
import { useBuilds } from './useBuilds';
import { useCoverage } from './useCoverage';
import { useDrivers } from './useDrivers';
import { useImage } from './useImage';
import { useImageCounts } from './useImageCounts';
import { useKernel } from './useKernel';
import { useKernels } from './useKernels';
import { useKernelSearch } from './useKernelSearch';
import { useLibraries } from './useLibraries';
import { useMissingEntities } from './useMissingEntities';
import { useRunLibrary } from './useRunLibrary';
import { useSources } from './useSources';

const KERNEL = '6.12.0-227.el10';
const IMAGE = 'resource:default/ghcr-5.14.0-391.el9';

describe('the cache of answers', () => {
  it('separates answers by their query', async () => {
    const backend = new Playback('kernels');
    const kernel = `resource:default/okd-${KERNEL}`;
    const catalog = catalogApiMock({
      entities: [
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: 'nic', namespace: 'default' },
          spec: { type: COMPONENT_TYPE_DRIVER },
        },
      ],
    });
    const { result } = renderQuery(
      () => {
        const isMissing = useMissingEntities([kernel]);
        const isOtherMissing = useMissingEntities(['component:default/nic']);
        return {
          sources: useSources().data?.length,
          builders: useBuilders().data?.map(({ id }) => id),
          drivers: useDrivers().data?.drivers.map(({ title }) => title),
          noDrivers: useDrivers('gpu').data?.drivers,
          builds: useBuilds({}).data?.pages[0].totalItems,
          kernel: useKernel({ source: 'okd', kernel: KERNEL }).data?.source,
          other: useKernel({ source: 'centos-stream-10', kernel: KERNEL }).data
            ?.source,
          kernels: useKernels({}).data?.pages[0].totalItems,
          fewer: useKernels({ q: '391' }).data?.pages[0].totalItems,
          present: useKernelSearch('').data?.pages[0].totalItems,
          coverage: useCoverage({}).data?.pages[0].totalItems,
          image: useImage(IMAGE).data?.tag,
          missing: [isMissing(kernel), isOtherMissing('component:default/nic')],
        };
      },
      backend,
      catalog,
    );

    await waitFor(() =>
      expect(result.current).toEqual({
        sources: 8,
        builders: ['local'],
        drivers: ['nic'],
        noDrivers: [],
        builds: 0,
        kernel: 'okd',
        other: 'centos-stream-10',
        kernels: 22,
        fewer: 1,
        present: 11,
        coverage: 22,
        image: '5.14.0-391.el9',
        missing: [true, false],
      }),
    );
  });

  it('separates builds, counts and libraries', async () => {
    const history = new Playback('history');
    const [one, two] = (await history.client.getBuilds()).items;
    const builds = renderQuery(
      () => [useBuild(one.id).data?.id, useBuild(two.id).data?.id],
      history,
    );
    const counts = renderQuery(
      () => useImageCounts('centos-stream-9')?.map(({ count }) => count),
      new Playback('many'),
    );
    const libraries = renderQuery(
      () => useLibraries().data?.length,
      new Playback('libraries'),
    );

    await waitFor(() => {
      expect(builds.result.current).toEqual([one.id, two.id]);
      expect(counts.result.current).toEqual([25, 35, 0]);
      expect(libraries.result.current).toBe(5);
    });
  });

  it.each<[string, () => unknown]>([
    ['/builds/one', () => useBuild('one')],
    ['/builders', () => useBuilders()],
    ['/builds', () => useBuilds({})],
    ['/coverage', () => useCoverage({})],
    ['/images', () => useImage('resource:default/any')],
    ['/kernels/s/k', () => useKernel({ source: 's', kernel: 'k' })],
    ['/kernels', () => useKernels({})],
    ['/kernels', () => useKernelSearch('')],
    ['/kernels', () => useImageCounts('any')],
    ['/maintain', () => useLibraries()],
    ['/sources', () => useSources()],
  ])('aborts the request for %s after the unmount', async (path, useData) => {
    const backend = new Playback('nothing');
    const signals = backend.hold(`GET ${path}`);
    const { unmount } = renderQuery(useData, backend);
    await waitFor(() => expect(signals).not.toEqual([]));
    expect(signals.map(({ aborted }) => aborted)).toEqual(
      signals.map(() => false),
    );

    unmount();
    expect(signals.map(({ aborted }) => aborted)).toEqual(
      signals.map(() => true),
    );
  });

  it('runs the requested library', async () => {
    const backend = new Playback('libraries');
    const { result } = renderQuery(() => useRunLibrary(), backend);
    await act(async () => {
      await result.current.mutateAsync({
        source: 'alma-9',
        repository: 'ghcr',
      });
    });

    const libraries = await backend.client.getMaintenance();
    expect(libraries.map(({ source, runs }) => [source, runs.length])).toEqual([
      ['centos-stream-9', 0],
      ['rocky-9', 2],
      ['alma-9', 2],
      ['oracle-9', 1],
      ['idle', 1],
    ]);
  });
});

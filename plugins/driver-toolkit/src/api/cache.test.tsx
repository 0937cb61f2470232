import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import {
  COMPONENT_TYPE_DRIVER,
  type DriverToolkitApi,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { act, waitFor } from '@testing-library/react';
import {
  aBuild,
  aBuilder,
  aKernel,
  aLibrary,
  aMaintenanceRun,
  anImage,
  aSource,
} from '../__testUtils__/fixtures';
import { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
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
import { useKernelsWithImage } from './useKernelsWithImage';
import { useLibraries } from './useLibraries';
import { useMissingEntities } from './useMissingEntities';
import { useRunLibrary } from './useRunLibrary';
import { useSources } from './useSources';

const KERNEL = '5.14.0-391.el9';

describe('the cache of answers', () => {
  let world: InMemoryDriverToolkit;

  beforeEach(() => {
    world = new InMemoryDriverToolkit();
    world.kernels = [
      aKernel(KERNEL, { imageState: 'present' }),
      aKernel('5.14.0-390.el9'),
      aKernel(KERNEL, { source: 'other' }),
    ];
    world.images = [anImage(KERNEL)];
    world.builds = [
      aBuild({ id: 'one', kernel: KERNEL }),
      aBuild({ id: 'two', kernel: KERNEL }),
    ];
    world.builders = [aBuilder()];
    world.sources = [aSource()];
    world.libraries = [aLibrary()];
  });

  it('takes no answer for that to another question', async () => {
    const { source, entityRef } = world.kernels[0];
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
        const isMissing = useMissingEntities([entityRef]);
        const isOtherMissing = useMissingEntities(['component:default/nic']);
        return {
          sources: useSources().data,
          libraries: useLibraries().data,
          builders: useBuilders().data,
          drivers: useDrivers().data?.map(({ title }) => title),
          one: useBuild('one').data?.id,
          two: useBuild('two').data?.id,
          builds: useBuilds({}).data?.pages[0].totalItems,
          kernel: useKernel({ source, kernel: KERNEL }).data?.source,
          other: useKernel({ source: 'other', kernel: KERNEL }).data?.source,
          kernels: useKernels({}).data?.pages[0].totalItems,
          fewer: useKernels({ source }).data?.pages[0].totalItems,
          counts: useImageCounts(source)?.map(({ count }) => count),
          present: useKernelsWithImage().data?.length,
          coverage: useCoverage({}).data?.pages[0].totalItems,
          image: useImage({ entityRef: world.images[0].entityRef }).data?.tag,
          missing: [
            isMissing(entityRef),
            isOtherMissing('component:default/nic'),
          ],
        };
      },
      world,
      catalog,
    );

    await waitFor(() =>
      expect(result.current).toEqual({
        sources: world.sources,
        libraries: world.libraries,
        builders: world.builders,
        drivers: ['nic'],
        one: 'one',
        two: 'two',
        builds: 2,
        kernel: source,
        other: 'other',
        kernels: 3,
        fewer: 2,
        counts: [1, 1, 0],
        present: 1,
        coverage: 3,
        image: world.images[0].tag,
        missing: [true, false],
      }),
    );
  });

  it.each([
    ['getBuild', () => useBuild('one')],
    ['getBuilders', () => useBuilders()],
    ['getBuilds', () => useBuilds({})],
    ['getCoverage', () => useCoverage({})],
    ['getImages', () => useImage({ entityRef: 'resource:default/any' })],
    ['getKernel', () => useKernel({ source: 's', kernel: KERNEL })],
    ['getKernels', () => useKernels({})],
    ['getKernels', () => useKernelsWithImage()],
    ['getKernels', () => useImageCounts('any')],
    ['getMaintenance', () => useLibraries()],
    ['getSources', () => useSources()],
  ] as Array<[keyof DriverToolkitApi, () => unknown]>)(
    'asks no more by %s for what nobody looks at any more',
    async (call, useData) => {
      const signals: Array<AbortSignal | undefined> = [];
      jest.spyOn(world, call as 'getBuilds').mockImplementation(((
        ...args: unknown[]
      ) => {
        const options = args[args.length - 1] as { signal?: AbortSignal };
        signals.push(options.signal);
        return new Promise(() => {});
      }) as never);
      const { unmount } = renderQuery(useData, world);
      await waitFor(() => expect(signals).not.toEqual([]));
      expect(signals.map(signal => signal?.aborted)).toEqual(
        signals.map(() => false),
      );

      unmount();
      expect(signals.map(signal => signal?.aborted)).toEqual(
        signals.map(() => true),
      );
    },
  );

  it('runs the library that is asked for', async () => {
    world.libraries = [aLibrary(), aLibrary({ source: 'other' })];
    world.nextRun = aMaintenanceRun();
    const { result } = renderQuery(() => useRunLibrary(), world);
    const { repository } = world.libraries[1];
    await act(async () => {
      await result.current.mutateAsync({ source: 'other', repository });
    });

    expect(world.libraries.map(({ runs }) => runs)).toEqual([
      [],
      [world.nextRun],
    ]);
  });
});

import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { COMPONENT_TYPE_DRIVER } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { act, waitFor } from '@testing-library/react';
import { aBuild, aKernel, anImage } from '../__testUtils__/fixtures';
import { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
import { renderQuery } from '../__testUtils__/renderQuery';
import { useBuilds } from './useBuilds';
import { useCoverage } from './useCoverage';
import { useDrivers } from './useDrivers';
import { useImage } from './useImage';
import { useImageCounts } from './useImageCounts';
import { useKernels } from './useKernels';
import { useKernelsWithImage } from './useKernelsWithImage';

const many = (count: number) =>
  Array.from({ length: count }, (_, i) => `5.14.0-${i + 1}.el9`);

describe('reading', () => {
  let world: InMemoryDriverToolkit;

  beforeEach(() => {
    world = new InMemoryDriverToolkit();
  });

  it('finds every kernel with an image, however many pages that is', async () => {
    const present = many(1_001).map(kernel =>
      aKernel(kernel, { imageState: 'present' }),
    );
    world.kernels = [...present, aKernel('6.0-1'), aKernel('6.0-2')];
    const asked = jest.spyOn(world, 'getKernels');
    const { result } = renderQuery(() => useKernelsWithImage().data, world);

    await waitFor(() => expect(result.current).toEqual(present));
    expect(asked).toHaveBeenCalledTimes(3);
  });

  it('finds an image on any page, and asks for no page behind it', async () => {
    world.images = many(1_001).map(kernel => anImage(kernel));
    const asked = jest.spyOn(world, 'getImages');
    const { entityRef } = world.images[600];
    const { result } = renderQuery(() => useImage({ entityRef }).data, world);

    await waitFor(() => expect(result.current).toEqual(world.images[600]));
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it('looks for an image among those of its kernel', async () => {
    const [image, other] = many(2).map(kernel => anImage(kernel));
    world.images = [image, other];
    const { result } = renderQuery(
      () => useImage({ entityRef: other.entityRef, kernel: many(1)[0] }).error,
      world,
    );

    await waitFor(() =>
      expect(result.current?.message).toBe(
        'The image is no longer in its repository; the catalog will drop it with its next refresh.',
      ),
    );
    expect(result.current?.name).toBe('NotFoundError');
  });

  it('finds another image where another is asked for', async () => {
    const [one, other] = many(2).map(kernel => anImage(kernel));
    world.images = [one, other];
    let { entityRef } = one;
    const { result, rerender } = renderQuery(
      () => useImage({ entityRef }).data,
      world,
    );
    await waitFor(() => expect(result.current?.tag).toBe(one.tag));

    entityRef = other.entityRef;
    rerender();
    expect(result.current).toBeUndefined();
    await waitFor(() => expect(result.current?.tag).toBe(other.tag));
  });

  it('counts kernels by the state of their image, once all are counted', async () => {
    world.kernels = [
      aKernel('1-1', { imageState: 'present' }),
      aKernel('1-2', { imageState: 'present' }),
      aKernel('1-3', { imageState: 'absent' }),
      aKernel('1-4', { imageState: 'present', source: 'fedora' }),
    ];
    const asked = jest.spyOn(world, 'getKernels');
    const seen: unknown[] = [];
    const { result } = renderQuery(() => {
      const counts = useImageCounts('centos-stream-9');
      seen.push(counts);
      return counts;
    }, world);

    await waitFor(() =>
      expect(result.current).toEqual([
        { state: 'present', count: 2 },
        { state: 'absent', count: 1 },
        { state: 'unknown', count: 0 },
      ]),
    );
    expect(seen[0]).toBeUndefined();
    // Of each list only its length is wanted.
    expect(asked.mock.calls.map(([filter]) => filter?.limit)).toEqual([
      1, 1, 1,
    ]);
  });

  it('lists the catalog’s drivers by title', async () => {
    const driver = (
      name: string,
      title?: string,
      type = COMPONENT_TYPE_DRIVER,
    ) => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name, title, namespace: 'default' },
      spec: { type },
    });
    const catalog = catalogApiMock({
      entities: [
        driver('zfs', 'A file system'),
        driver('nic'),
        driver('website', 'Website', 'website'),
        driver('gpu', 'Graphics'),
      ],
    });
    const { result } = renderQuery(() => useDrivers().data, world, catalog);

    await waitFor(() =>
      expect(result.current).toEqual([
        { entityRef: 'component:default/zfs', title: 'A file system' },
        { entityRef: 'component:default/gpu', title: 'Graphics' },
        { entityRef: 'component:default/nic', title: 'nic' },
      ]),
    );
  });

  it.each([
    [
      'kernels',
      () => useKernels({ limit: 2 }),
      () => {
        world.kernels = many(3).map(kernel => aKernel(kernel));
      },
    ],
    [
      'builds',
      () => useBuilds({ limit: 2 }),
      () => {
        world.builds = many(3).map(id => aBuild({ id, state: 'failed' }));
      },
    ],
    [
      'coverage',
      () => useCoverage({ limit: 2 }),
      () => {
        world.kernels = many(3).map(kernel => aKernel(kernel));
      },
    ],
  ] as const)('reads %s page by page to the end', async (_, useList, fill) => {
    fill();
    const { result } = renderQuery(() => {
      const { data, hasNextPage, fetchNextPage } = useList();
      const pages = (data?.pages ?? []) as Array<{ items: unknown[] }>;
      return {
        sizes: pages.map(({ items }) => items.length),
        hasNextPage,
        fetchNextPage,
      };
    }, world);
    await waitFor(() => expect(result.current.sizes).toEqual([2]));
    expect(result.current.hasNextPage).toBe(true);

    await act(async () => {
      await result.current.fetchNextPage();
    });
    await waitFor(() => expect(result.current.sizes).toEqual([2, 1]));
    expect(result.current.hasNextPage).toBe(false);
  });

  it.each([
    [
      'kernels',
      (source: string) => useKernels({ source }).data?.pages[0].items.length,
    ],
    [
      'coverage',
      (source: string) => useCoverage({ source }).data?.pages[0].items.length,
    ],
  ])(
    'keeps the %s that are shown until the others are read',
    async (_, useCount) => {
      world.kernels = [
        aKernel('1-1', { source: 'one' }),
        aKernel('1-2', { source: 'one' }),
        aKernel('1-1', { source: 'other' }),
      ];
      let source = 'one';
      const seen: unknown[] = [];
      const { rerender } = renderQuery(() => {
        seen.push(useCount(source));
      }, world);
      await waitFor(() => expect(seen[seen.length - 1]).toBe(2));
      seen.length = 0;

      source = 'other';
      rerender();
      await waitFor(() => expect(seen[seen.length - 1]).toBe(1));
      expect(seen).not.toContain(undefined);
    },
  );
});

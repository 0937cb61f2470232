import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { COMPONENT_TYPE_DRIVER } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { act, waitFor } from '@testing-library/react';
import { Playback } from '../__testUtils__/Playback';
import { renderQuery } from '../__testUtils__/renderQuery';
import { useBuilds } from './useBuilds';
import { useCoverage } from './useCoverage';
import { useDriver, useDrivers } from './useDrivers';
import { useImage } from './useImage';
import { useImageCounts } from './useImageCounts';
import { useKernels } from './useKernels';
import { useKernelSearch } from './useKernelSearch';

const imageOf = (kernel: string) => `resource:default/ghcr-${kernel}`;

describe('reading', () => {
  it('searches kernels with an image by a part of their version', async () => {
    let text = '';
    const { result, rerender } = renderQuery(
      () => useKernelSearch(text).data?.pages[0].items.map(k => k.kernel),
      new Playback('driver'),
    );
    await waitFor(() =>
      expect(result.current).toEqual(['5.14.0-391.el9', '5.14.0-388.el9']),
    );

    text = '5.14.0-388.el9';
    rerender();
    await waitFor(() => expect(result.current).toEqual(['5.14.0-388.el9']));
  });

  it('requests only the image of an entity', async () => {
    const backend = new Playback('kernels');
    let kernel = '5.14.0-391.el9';
    const { result, rerender } = renderQuery(
      () => useImage(imageOf(kernel)).data,
      backend,
    );
    await waitFor(() => expect(result.current?.tag).toBe('5.14.0-391.el9'));

    kernel = '5.14.0-388.el9';
    rerender();
    expect(result.current).toBeUndefined();
    await waitFor(() => expect(result.current?.tag).toBe('5.14.0-388.el9'));
    expect(backend.asked).toHaveLength(2);
  });

  it('reports that an image is gone', async () => {
    const { result } = renderQuery(
      () => useImage(imageOf('gone')).error,
      new Playback('kernels'),
    );

    await waitFor(() =>
      expect(result.current?.message).toBe(
        'The image is no longer in its repository; the catalog will drop it with its next refresh.',
      ),
    );
    expect(result.current?.name).toBe('NotFoundError');
  });

  it('counts kernels by image state, after all counts have arrived', async () => {
    const backend = new Playback('building');
    const seen: unknown[] = [];
    const { result } = renderQuery(() => {
      const counts = useImageCounts(undefined);
      seen.push(counts);
      return counts;
    }, backend);

    await waitFor(() =>
      expect(result.current).toEqual([
        { state: 'present', count: 2 },
        { state: 'absent', count: 1 },
        { state: 'unknown', count: 0 },
      ]),
    );
    expect(seen[0]).toBeUndefined();
    // Only the length of each list matters.
    expect(backend.asked).toEqual(
      ['present', 'absent', 'unknown'].map(
        state => `GET /kernels?imageState=${state}&limit=1`,
      ),
    );
  });

  describe('the catalog’s drivers', () => {
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
    const backend = new Playback('nothing');

    it('lists them by title', async () => {
      const catalog = catalogApiMock({
        entities: [
          driver('zfs', 'A file system'),
          driver('nic'),
          driver('website', 'Website', 'website'),
          driver('gpu', 'Graphics'),
        ],
      });
      const { result } = renderQuery(() => useDrivers().data, backend, catalog);

      await waitFor(() =>
        expect(result.current).toEqual({
          totalItems: 3,
          drivers: [
            { entityRef: 'component:default/zfs', title: 'A file system' },
            { entityRef: 'component:default/gpu', title: 'Graphics' },
            { entityRef: 'component:default/nic', title: 'nic' },
          ],
        }),
      );
    });

    it('loads at most fifty, and searches the others by name or title', async () => {
      const catalog = catalogApiMock({
        entities: [
          ...Array.from({ length: 60 }, (_, i) => driver(`nic-${100 + i}`)),
          driver('zfs', 'A file system'),
        ],
      });
      let text = '';
      const { result, rerender } = renderQuery(
        () => useDrivers(text).data,
        backend,
        catalog,
      );
      await waitFor(() => expect(result.current?.drivers).toHaveLength(50));
      expect(result.current?.totalItems).toBe(61);

      text = 'nic-159';
      rerender();
      await waitFor(() =>
        expect(result.current?.drivers).toEqual([
          { entityRef: 'component:default/nic-159', title: 'nic-159' },
        ]),
      );
      text = 'file';
      rerender();
      await waitFor(() =>
        expect(result.current?.drivers.map(({ title }) => title)).toEqual([
          'A file system',
        ]),
      );
    });

    it('loads one by its reference', async () => {
      const catalog = catalogApiMock({ entities: [driver('nic', 'Network')] });
      const { result } = renderQuery(
        () => [
          useDriver('component:default/nic'),
          useDriver('component:default/gone'),
          useDriver(undefined),
        ],
        backend,
        catalog,
      );
      await waitFor(() =>
        expect(result.current).toEqual([
          { entityRef: 'component:default/nic', title: 'Network' },
          undefined,
          undefined,
        ]),
      );
    });
  });

  it.each([
    ['kernels', 'many', () => useKernels({}), [50, 10]],
    ['builds', 'history', () => useBuilds({ limit: 2 }), [2, 2]],
    [
      'coverage',
      'many',
      () => useCoverage({ source: 'centos-stream-9' }),
      [50, 10],
    ],
  ] as const)(
    'reads %s page by page to the end',
    async (_, recording, useList, [first, last]) => {
      const { result } = renderQuery(() => {
        const { data, hasNextPage, fetchNextPage } = useList();
        const pages = (data?.pages ?? []) as Array<{ items: unknown[] }>;
        return {
          sizes: pages.map(({ items }) => items.length),
          hasNextPage,
          fetchNextPage,
        };
      }, new Playback(recording));
      await waitFor(() => expect(result.current.sizes).toEqual([first]));
      expect(result.current.hasNextPage).toBe(true);

      await act(async () => {
        await result.current.fetchNextPage();
      });
      await waitFor(() => expect(result.current.sizes).toEqual([first, last]));
      expect(result.current.hasNextPage).toBe(false);
    },
  );

  it.each([
    [
      'kernels',
      (narrow: boolean) =>
        useKernels(narrow ? { q: '391' } : {}).data?.pages[0].items.length,
    ],
    [
      'coverage',
      (narrow: boolean) =>
        useCoverage(narrow ? { source: 'okd' } : {}).data?.pages[0].items
          .length,
    ],
  ])('keeps the %s until the new ones have loaded', async (_, useCount) => {
    let narrow = false;
    const seen: unknown[] = [];
    const { rerender } = renderQuery(() => {
      seen.push(useCount(narrow));
    }, new Playback('kernels'));
    await waitFor(() => expect(seen[seen.length - 1]).toBe(22));
    seen.length = 0;

    narrow = true;
    rerender();
    await waitFor(() => expect(seen[seen.length - 1]).toBeLessThan(22));
    expect(seen).not.toContain(undefined);
  });
});

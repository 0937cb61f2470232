import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { act, waitFor } from '@testing-library/react';
import { aBuild } from '../__testUtils__/fixtures';
import { Playback } from '../__testUtils__/Playback';
import { renderQuery } from '../__testUtils__/renderQuery';
import { queryKeys } from './queryKeys';
import { useBuild } from './useBuild';
import { useBuildUpdate } from './useBuildUpdate';
import { useCancelBuild } from './useCancelBuild';
import { useCreateBuild } from './useCreateBuild';
import { useRefreshSource } from './useRefreshSource';
import { useRetryBuild } from './useRetryBuild';
import { useRunLibrary } from './useRunLibrary';

const KERNEL = '5.14.0-427.el9';

/** Data of pages: lists, filtered lists and single items. */
const shown = {
  builds: queryKeys.builds({ state: 'failed' }),
  coverage: queryKeys.coverage({}),
  kernels: queryKeys.kernels({ q: '5.14' }),
  kernel: queryKeys.kernel('centos-stream-9', KERNEL),
  images: queryKeys.images({ kernel: KERNEL }),
  sources: queryKeys.sources(),
  libraries: queryKeys.libraries(),
  builders: queryKeys.builders(),
  drivers: queryKeys.drivers(''),
};

/** The data that a change refetches. */
async function madeOldBy<Result>(
  backend: Playback,
  hook: () => Result,
  act_: (current: Result) => unknown,
): Promise<string[]> {
  const { result, queryClient } = renderQuery(hook, backend);
  for (const key of Object.values(shown)) {
    queryClient.setQueryData(key, []);
  }
  await act(async () => {
    await act_(result.current);
  });
  return Object.entries(shown)
    .filter(([, key]) => queryClient.getQueryState(key)?.isInvalidated)
    .map(([name]) => name);
}

describe('cached data', () => {
  const running = (state: Build['state']) => aBuild({ id: 'b', state });
  const lists = ['builds', 'coverage', 'kernels', 'kernel'];
  const newest = async ({ client }: Playback) =>
    (await client.getBuilds()).items[0];

  it('is stale after a build changes, with images after it has finished', async () => {
    const backend = new Playback('nothing');
    expect(
      await madeOldBy(backend, useBuildUpdate, update =>
        update(running('pushing')),
      ),
    ).toEqual(lists);
    expect(
      await madeOldBy(backend, useBuildUpdate, update =>
        update(running('succeeded')),
      ),
    ).toEqual([...lists, 'images']);
  });

  it('is stale after a build is requested', async () => {
    const backend = new Playback('building');
    const onCreated = jest.fn();
    expect(
      await madeOldBy(
        backend,
        () => useCreateBuild(onCreated),
        ({ mutateAsync }) =>
          mutateAsync({
            type: 'toolkit',
            source: 'centos-stream-9',
            kernel: KERNEL,
          }),
      ),
    ).toEqual(lists);
    expect(onCreated).toHaveBeenLastCalledWith({
      build: await newest(backend),
      created: true,
    });
  });

  it('is stale after a build is cancelled', async () => {
    const backend = new Playback('cancelling', 'it runs');
    const { id } = await newest(backend);
    expect(
      await madeOldBy(backend, useCancelBuild, ({ mutateAsync }) =>
        mutateAsync(id),
      ),
    ).toEqual(lists);
    expect((await newest(backend)).cancelRequested).toBe(true);
  });

  it('is stale after a build is retried', async () => {
    const backend = new Playback('failing', 'it fails');
    const { id } = await newest(backend);
    const onCreated = jest.fn();
    expect(
      await madeOldBy(
        backend,
        () => useRetryBuild(onCreated),
        ({ mutateAsync }) => mutateAsync(id),
      ),
    ).toEqual(lists);
    expect(onCreated).toHaveBeenLastCalledWith({
      build: await newest(backend),
      created: true,
    });
  });

  it('is stale after a source is read', async () => {
    expect(
      await madeOldBy(
        new Playback('sources'),
        useRefreshSource,
        ({ mutateAsync }) => mutateAsync({ id: 'ghcr' }),
      ),
    ).toEqual(['coverage', 'kernels', 'kernel', 'images']);
  });

  it('has the refreshed source immediately, and keeps the others', async () => {
    const backend = new Playback('sources');
    const { result, queryClient } = renderQuery(useRefreshSource, backend);
    const before = await backend.client.getSources();
    queryClient.setQueryData(queryKeys.sources(), before);
    await act(() => result.current.mutateAsync({ id: 'ghcr' }));

    const after = await backend.client.getSources();
    expect(after).not.toEqual(before);
    expect(queryClient.getQueryData(queryKeys.sources())).toEqual(after);
  });

  it('stays empty if the sources have not been loaded', async () => {
    const { result, queryClient } = renderQuery(
      useRefreshSource,
      new Playback('sources'),
    );
    await act(() => result.current.mutateAsync({ id: 'ghcr' }));

    expect(queryClient.getQueryData(queryKeys.sources())).toBeUndefined();
  });

  it.each(['succeeded', 'failed'])(
    'is stale after a library’s run has %s',
    async outcome => {
      const backend = new Playback('library');
      if (outcome === 'failed') {
        backend.goOutOfReach();
      }
      expect(
        await madeOldBy(backend, useRunLibrary, ({ mutateAsync }) =>
          mutateAsync({
            source: 'centos-stream-9',
            repository: 'ghcr',
          }).catch(() => {}),
        ),
      ).toEqual([...lists, 'images', 'libraries']);
    },
  );

  it('ignores older answers that arrive later', async () => {
    const backend = new Playback('building', 'it runs');
    const { id } = await newest(backend);
    backend.hold(`GET /builds/${id}`);
    const { result } = renderQuery(
      () => ({ build: useBuild(id), update: useBuildUpdate() }),
      backend,
    );
    await act(async () =>
      result.current.update(aBuild({ id, state: 'succeeded' })),
    );
    await act(async () => backend.release());

    await waitFor(() =>
      expect(result.current.build.data?.state).toBe('succeeded'),
    );
  });
});

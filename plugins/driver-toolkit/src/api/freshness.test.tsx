import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { act, waitFor } from '@testing-library/react';
import {
  aBuild,
  aKernel,
  aLibrary,
  aMaintenanceRun,
  aSource,
} from '../__testUtils__/fixtures';
import { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
import { renderQuery } from '../__testUtils__/renderQuery';
import { queryKeys } from './queryKeys';
import { useBuild } from './useBuild';
import { useBuildUpdate } from './useBuildUpdate';
import { useCancelBuild } from './useCancelBuild';
import { useCreateBuild } from './useCreateBuild';
import { useRefreshSource } from './useRefreshSource';
import { useRetryBuild } from './useRetryBuild';
import { useRunLibrary } from './useRunLibrary';

const KERNEL = '5.14.0-391.el9';

/** What pages show: lists, filtered lists and single things. */
const shown = {
  builds: queryKeys.builds({ state: 'failed' }),
  coverage: queryKeys.coverage({}),
  kernels: queryKeys.kernels({ q: '5.14' }),
  kernel: queryKeys.kernel('centos-stream-9', KERNEL),
  images: queryKeys.images({ kernel: KERNEL }),
  sources: queryKeys.sources(),
  libraries: queryKeys.libraries(),
  builders: queryKeys.builders(),
  drivers: queryKeys.drivers(),
};

describe('what has been read before', () => {
  let world: InMemoryDriverToolkit;

  beforeEach(() => {
    world = new InMemoryDriverToolkit();
    world.kernels = [aKernel(KERNEL)];
    world.sources = [aSource({ id: 'one' }), aSource({ id: 'two' })];
    world.builds = [aBuild({ id: 'b', kernel: KERNEL, state: 'running' })];
    world.libraries = [aLibrary()];
    world.nextRun = aMaintenanceRun();
  });

  /** What is read again after something was done, of all that is shown. */
  async function madeOldBy<Result>(
    hook: () => Result,
    act_: (current: Result) => unknown,
  ): Promise<string[]> {
    const { result, queryClient } = renderQuery(hook, world);
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

  const running = (state: Build['state']) => aBuild({ id: 'b', state });
  const lists = ['builds', 'coverage', 'kernels', 'kernel'];

  it('is old once a build goes on, and images too once it has finished', async () => {
    expect(
      await madeOldBy(useBuildUpdate, update => update(running('pushing'))),
    ).toEqual(lists);
    expect(
      await madeOldBy(useBuildUpdate, update => update(running('succeeded'))),
    ).toEqual([...lists, 'images']);
  });

  it('is old once a build is asked for, retried or cancelled', async () => {
    const onCreated = jest.fn();
    world.builds = [];
    expect(
      await madeOldBy(
        () => useCreateBuild(onCreated),
        ({ mutateAsync }) =>
          mutateAsync({
            type: 'toolkit',
            source: world.kernels[0].source,
            kernel: KERNEL,
          }),
      ),
    ).toEqual(lists);
    const [{ id }] = world.builds;
    expect(onCreated).toHaveBeenLastCalledWith({
      build: world.builds[0],
      created: true,
    });

    expect(
      await madeOldBy(useCancelBuild, ({ mutateAsync }) => mutateAsync(id)),
    ).toEqual(lists);
    world.update(id, { state: 'cancelled' });
    expect(
      await madeOldBy(
        () => useRetryBuild(onCreated),
        ({ mutateAsync }) => mutateAsync(id),
      ),
    ).toEqual(lists);
    expect(onCreated).toHaveBeenLastCalledWith({
      build: world.builds[0],
      created: true,
    });
  });

  it('is old once a source was read', async () => {
    expect(
      await madeOldBy(useRefreshSource, ({ mutateAsync }) =>
        mutateAsync({ id: 'one' }),
      ),
    ).toEqual(['coverage', 'kernels', 'kernel', 'images']);
  });

  it('shows the source that was read at once, and leaves the others', async () => {
    const { result, queryClient } = renderQuery(useRefreshSource, world);
    const [one, two] = world.sources;
    queryClient.setQueryData(queryKeys.sources(), [
      { ...one, title: 'as it was' },
      two,
    ]);
    await act(() => result.current.mutateAsync({ id: 'one' }));

    expect(queryClient.getQueryData(queryKeys.sources())).toEqual([one, two]);
  });

  it('invents no list of sources that nobody has read', async () => {
    const { result, queryClient } = renderQuery(useRefreshSource, world);
    await act(() => result.current.mutateAsync({ id: 'one' }));

    expect(queryClient.getQueryData(queryKeys.sources())).toBeUndefined();
  });

  it.each(['succeeded', 'failed'])(
    'is old once a library’s run has %s',
    async outcome => {
      if (outcome === 'failed') {
        world.failing.set('runMaintenance', new Error('timeout'));
      }
      const [{ source, repository }] = world.libraries;
      expect(
        await madeOldBy(useRunLibrary, ({ mutateAsync }) =>
          mutateAsync({ source, repository }).catch(() => {}),
        ),
      ).toEqual([...lists, 'images', 'libraries']);
    },
  );

  it('is not undone by an older answer that arrives later', async () => {
    let answer: (build: Build) => void = () => {};
    jest.spyOn(world, 'getBuild').mockImplementationOnce(
      () =>
        new Promise(resolve => {
          answer = resolve;
        }),
    );
    const { result } = renderQuery(
      () => ({ build: useBuild('b'), update: useBuildUpdate() }),
      world,
    );
    await act(async () => result.current.update(running('succeeded')));
    await act(async () => answer(running('running')));

    await waitFor(() =>
      expect(result.current.build.data?.state).toBe('succeeded'),
    );
  });
});

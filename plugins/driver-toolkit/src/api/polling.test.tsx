import type {
  Build,
  DriverToolkitApi,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { aBuild, aKernel, aLibrary, aSource } from '../__testUtils__/fixtures';
import { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
import { passTime } from '../__testUtils__/passTime';
import { renderQuery } from '../__testUtils__/renderQuery';
import { BUSY_INTERVAL, IDLE_INTERVAL } from './pollInterval';
import { useBuild } from './useBuild';
import { useBuilders } from './useBuilders';
import { useBuilds } from './useBuilds';
import { useCoverage } from './useCoverage';
import { useImageCounts } from './useImageCounts';
import { useKernel } from './useKernel';
import { useKernels } from './useKernels';
import { useLibraries } from './useLibraries';
import { useSources } from './useSources';

const KERNEL = '5.14.0-391.el9';
const { source: SOURCE } = aKernel(KERNEL);

/** A kernel whose toolkit image, or whose driver, has a build in this state. */
function worldOf(
  state: Build['state'],
  build: Partial<Build> = {},
): InMemoryDriverToolkit {
  const world = new InMemoryDriverToolkit();
  world.kernels = [aKernel(KERNEL)];
  world.builds = [aBuild({ id: 'b', kernel: KERNEL, state, ...build })];
  return world;
}

function worldWith(
  change: Partial<InMemoryDriverToolkit>,
): InMemoryDriverToolkit {
  return Object.assign(new InMemoryDriverToolkit(), change);
}

interface Polled {
  call: keyof DriverToolkitApi;
  useData: () => unknown;
  busy: () => InMemoryDriverToolkit;
  idle: () => InMemoryDriverToolkit;
}

const polled: Record<string, Polled> = {
  'a list of builds': {
    call: 'getBuilds',
    useData: () => useBuilds({}),
    busy: () => worldOf('queued'),
    idle: () => worldOf('failed'),
  },
  'a kernel': {
    call: 'getKernel',
    useData: () => useKernel({ source: SOURCE, kernel: KERNEL }),
    busy: () => worldOf('pushing'),
    idle: () => worldOf('cancelled'),
  },
  'a list of kernels': {
    call: 'getKernels',
    useData: () => useKernels({}),
    busy: () => worldOf('running'),
    idle: () => worldOf('succeeded'),
  },
  'the coverage, whose toolkit image is being built': {
    call: 'getCoverage',
    useData: () => useCoverage({}),
    busy: () => worldOf('verifying'),
    idle: () => worldOf('succeeded'),
  },
  'the coverage, a driver of which is being built': {
    call: 'getCoverage',
    useData: () => useCoverage({}),
    busy: () =>
      worldOf('queued', { type: 'driver', entityRef: 'component:default/nic' }),
    idle: () =>
      worldOf('succeeded', {
        type: 'driver',
        entityRef: 'component:default/nic',
      }),
  },
  'the libraries': {
    call: 'getMaintenance',
    useData: () => useLibraries(),
    busy: () =>
      worldWith({ libraries: [aLibrary(), aLibrary({ running: true })] }),
    idle: () => worldWith({ libraries: [aLibrary()] }),
  },
  'the sources': {
    call: 'getSources',
    useData: () => useSources(),
    busy: () =>
      worldWith({ sources: [aSource(), aSource({ refreshing: true })] }),
    idle: () => worldWith({ sources: [aSource()] }),
  },
};

describe('polling', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** How often the backend is asked until something happened, and in the intervals after that. */
  async function requestsOf(
    { call, useData }: Pick<Polled, 'call' | 'useData'>,
    world: InMemoryDriverToolkit,
    ...intervals: number[]
  ): Promise<number[]> {
    const asked = jest.spyOn(world, call as 'getBuilds');
    const { unmount } = renderQuery(useData, world);
    const counts: number[] = [];
    for (const interval of [0, ...intervals]) {
      await passTime(interval);
      counts.push(asked.mock.calls.length);
    }
    unmount();
    await passTime(2 * IDLE_INTERVAL);
    expect(asked).toHaveBeenCalledTimes(counts[counts.length - 1]);
    return counts;
  }

  it.each(Object.entries(polled))(
    'reads %s often while something is under way, and otherwise seldom',
    async (_, { busy, idle, ...query }) => {
      expect(
        await requestsOf(query, busy(), BUSY_INTERVAL - 1, 1, BUSY_INTERVAL),
      ).toEqual([1, 1, 2, 3]);
      expect(
        await requestsOf(query, idle(), IDLE_INTERVAL - 1, 1, IDLE_INTERVAL),
      ).toEqual([1, 1, 2, 3]);
    },
  );

  it('reads a list often from when something is under way', async () => {
    const world = worldOf('succeeded');
    const asked = jest.spyOn(world, 'getBuilds');
    renderQuery(() => useBuilds({}), world);
    await passTime(0);

    world.update('b', { state: 'running' });
    await passTime(IDLE_INTERVAL);
    expect(asked).toHaveBeenCalledTimes(2);
    await passTime(BUSY_INTERVAL);
    expect(asked).toHaveBeenCalledTimes(3);

    world.update('b', { state: 'failed' });
    await passTime(BUSY_INTERVAL);
    expect(asked).toHaveBeenCalledTimes(4);
    await passTime(IDLE_INTERVAL - 1);
    expect(asked).toHaveBeenCalledTimes(4);
  });

  it('reads a build until it has finished, and then no more', async () => {
    const world = worldOf('running');
    const asked = jest.spyOn(world, 'getBuild');
    const { result } = renderQuery(() => useBuild('b').data, world);
    await passTime(BUSY_INTERVAL);
    expect(asked).toHaveBeenCalledTimes(2);

    world.update('b', { state: 'succeeded' });
    await passTime(BUSY_INTERVAL + 1);
    expect(result.current?.state).toBe('succeeded');
    await passTime(10 * IDLE_INTERVAL);
    expect(asked).toHaveBeenCalledTimes(3);
  });

  it('goes on asking for a build that could not be read', async () => {
    const world = worldOf('running');
    world.failing.set('getBuild', new Error('Failed to fetch'));
    const { result } = renderQuery(() => {
      const { data, error } = useBuild('b');
      return { data, error };
    }, world);
    await passTime(1);
    expect(result.current.error?.message).toBe('Failed to fetch');

    world.failing.clear();
    await passTime(BUSY_INTERVAL + 1);
    expect(result.current.data?.id).toBe('b');
  });

  it('reads builders and counts at an interval of their own', async () => {
    const world = worldOf('running');
    expect(
      await requestsOf(
        { call: 'getBuilders', useData: () => useBuilders() },
        world,
        4_999,
        1,
      ),
    ).toEqual([1, 1, 2]);
    expect(
      await requestsOf(
        { call: 'getKernels', useData: () => useImageCounts(SOURCE) },
        world,
        IDLE_INTERVAL - 1,
        1,
      ),
    ).toEqual([3, 3, 6]);
  });
});

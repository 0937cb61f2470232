import { passTime } from '../__testUtils__/passTime';
import { Playback } from '../__testUtils__/Playback';
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

const ID = { source: 'centos-stream-9', kernel: '5.14.0-427.el9' };

interface Polled {
  /** Prefix of the paths. */
  path: string;
  useData: () => unknown;
  busy: () => Playback;
  idle: () => Playback;
}

const polled: Record<string, Polled> = {
  'a list of builds': {
    path: '/builds',
    useData: () => useBuilds({}),
    busy: () => new Playback('building', 'it runs'),
    idle: () => new Playback('failing', 'it fails'),
  },
  'a kernel': {
    path: '/kernels/',
    useData: () => useKernel(ID),
    busy: () => new Playback('building', 'it is pushed'),
    idle: () => new Playback('cancelling', 'it stops'),
  },
  'a list of kernels': {
    path: '/kernels',
    useData: () => useKernels({}),
    busy: () => new Playback('building', 'it runs'),
    idle: () => new Playback('building', 'it succeeds'),
  },
  'the coverage, whose toolkit image is being built': {
    path: '/coverage',
    useData: () => useCoverage({}),
    busy: () => new Playback('building', 'it is verified'),
    idle: () => new Playback('building', 'it succeeds'),
  },
  'the coverage, a driver of which is being built': {
    path: '/coverage',
    useData: () => useCoverage({}),
    busy: () => new Playback('driver', 'it runs'),
    idle: () => new Playback('driver', 'it fails'),
  },
  'the libraries': {
    path: '/maintain',
    useData: () => useLibraries(),
    busy: () => new Playback('libraries', 'a run begins'),
    idle: () => new Playback('libraries'),
  },
  'the sources': {
    path: '/sources',
    useData: () => useSources(),
    busy: () => new Playback('libraries', 'a run begins'),
    idle: () => new Playback('libraries'),
  },
};

/** Number of requests with a prefix. */
function timesAsked(backend: Playback, path: string): number {
  return backend.asked.filter(request => request.startsWith(`GET ${path}`))
    .length;
}

describe('polling', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** Number of requests before a change, and in each interval after it. */
  async function requestsOf(
    { path, useData }: Pick<Polled, 'path' | 'useData'>,
    backend: Playback,
    ...intervals: number[]
  ): Promise<number[]> {
    const { unmount } = renderQuery(useData, backend);
    const counts: number[] = [];
    for (const interval of [0, ...intervals]) {
      await passTime(interval);
      counts.push(timesAsked(backend, path));
    }
    unmount();
    await passTime(2 * IDLE_INTERVAL);
    expect(timesAsked(backend, path)).toBe(counts[counts.length - 1]);
    return counts;
  }

  it.each(Object.entries(polled))(
    'polls %s quickly while a build is unfinished, and slowly otherwise',
    async (_, { busy, idle, ...query }) => {
      expect(
        await requestsOf(query, busy(), BUSY_INTERVAL - 1, 1, BUSY_INTERVAL),
      ).toEqual([1, 1, 2, 3]);
      expect(
        await requestsOf(query, idle(), IDLE_INTERVAL - 1, 1, IDLE_INTERVAL),
      ).toEqual([1, 1, 2, 3]);
    },
  );

  it('polls a list quickly while a build is unfinished', async () => {
    const backend = new Playback('failing', 'it fails');
    const [{ id }] = (await backend.client.getBuilds()).items;
    backend.asked.length = 0;
    renderQuery(() => useBuilds({}), backend);
    await passTime(0);

    await backend.client.retryBuild(id);
    await passTime(IDLE_INTERVAL);
    expect(timesAsked(backend, '/builds')).toBe(2);
    await passTime(BUSY_INTERVAL);
    expect(timesAsked(backend, '/builds')).toBe(3);
  });

  it('polls a list slowly when no build is unfinished', async () => {
    const backend = new Playback('building', 'it is pushed');
    renderQuery(() => useBuilds({}), backend);
    await passTime(0);

    backend.happen('it succeeds');
    await passTime(BUSY_INTERVAL);
    expect(timesAsked(backend, '/builds')).toBe(2);
    await passTime(IDLE_INTERVAL - 1);
    expect(timesAsked(backend, '/builds')).toBe(2);
  });

  it('polls a build until it has finished', async () => {
    const backend = new Playback('building', 'it runs');
    const [{ id }] = (await backend.client.getBuilds()).items;
    const { result } = renderQuery(() => useBuild(id).data, backend);
    await passTime(BUSY_INTERVAL);
    expect(timesAsked(backend, `/builds/${id}`)).toBe(2);

    backend.happen('it succeeds');
    await passTime(BUSY_INTERVAL + 1);
    expect(result.current?.state).toBe('succeeded');
    await passTime(10 * IDLE_INTERVAL);
    expect(timesAsked(backend, `/builds/${id}`)).toBe(3);
  });

  it('keeps polling a build after a failed read', async () => {
    const backend = new Playback('building', 'it runs');
    const [{ id }] = (await backend.client.getBuilds()).items;
    backend.goOutOfReach();
    const { result } = renderQuery(() => {
      const { data, error } = useBuild(id);
      return { data, error };
    }, backend);
    await passTime(1);
    expect(result.current.error?.message).toBe('Failed to fetch');

    backend.relent();
    await passTime(BUSY_INTERVAL + 1);
    expect(result.current.data?.id).toBe(id);
  });

  it('polls builders and counts at their own interval', async () => {
    expect(
      await requestsOf(
        { path: '/builders', useData: () => useBuilders() },
        new Playback('building', 'it runs'),
        4_999,
        1,
      ),
    ).toEqual([1, 1, 2]);
    expect(
      await requestsOf(
        { path: '/kernels', useData: () => useImageCounts(undefined) },
        new Playback('building', 'it runs'),
        IDLE_INTERVAL - 1,
        1,
      ),
    ).toEqual([3, 3, 6]);
  });
});

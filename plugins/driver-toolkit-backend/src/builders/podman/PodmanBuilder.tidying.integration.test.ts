import { setTimeout as delay } from 'node:timers/promises';
import { PodmanBench } from './__testUtils__/PodmanBench';
import { pruneStores } from './storage/pruneStores';

jest.mock('./storage/pruneStores', () => ({
  ...jest.requireActual('./storage/pruneStores'),
  pruneStores: jest.fn(),
}));
jest.setTimeout(180_000);

describe('PodmanBuilder clears up after a build', () => {
  const prune = jest.mocked(pruneStores);
  let bench: PodmanBench;
  /** Ends the running removals. */
  let ends: (() => void)[];

  beforeAll(async () => {
    bench = await PodmanBench.create({ concurrency: 2 });
  });

  afterAll(() => bench.dispose());

  beforeEach(() => {
    ends = [];
    prune.mockReset();
    prune.mockImplementation(
      () => new Promise<void>(resolve => ends.push(resolve)),
    );
  });

  afterEach(async () => {
    prune.mockReset();
    ends.forEach(end => end());
    await bench.builder.tidy();
  });

  const untilPruning = async () => {
    while (ends.length === 0) {
      await delay(10);
    }
  };

  it('before the next build, if no other build runs', async () => {
    const { image } = await bench.build(['LABEL a=b']);
    image.discard();
    await untilPruning();
    let isBuilt = false;
    const next = bench.build(['LABEL a=b']).then(built => {
      isBuilt = true;
      return built;
    });
    await delay(3_000);
    expect(isBuilt).toBe(false);

    ends.splice(0).forEach(end => end());
    (await next).image.discard();
  });

  it('during the next build, if another build runs', async () => {
    const other = await bench.build(['LABEL a=c']);
    const { image } = await bench.build(['LABEL a=b']);
    image.discard();
    await untilPruning();

    const next = await bench.build(['LABEL a=b']);
    expect(ends).toHaveLength(1);
    next.image.discard();
    other.image.discard();
  });

  it('and lets a waiting build be stopped', async () => {
    const { image } = await bench.build(['LABEL a=b']);
    image.discard();
    await untilPruning();

    await expect(
      bench.build(['LABEL a=b'], { signal: AbortSignal.timeout(200) }),
    ).rejects.toThrow('timeout');
  });

  it('also after a failed build', async () => {
    await expect(bench.build(['RUN false'])).rejects.toThrow('RUN false');
    await untilPruning();
    expect(prune).toHaveBeenCalledTimes(1);
  });
});

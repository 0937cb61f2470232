import { FaultBench } from './__testUtils__/FaultBench';
import { quickDriver } from './__testUtils__/quickDriver';

jest.setTimeout(120_000);

/** Ignores all requests to end. */
const stubborn = (name: string) => ({
  files: quickDriver([
    'FROM ${DTK_IMAGE} AS made',
    `RUN trap '' TERM INT HUP; echo ${name} has begun; sleep 3600 & wait; sleep 3600`,
  ]),
});

describe('driver-toolkit backend whose steps ignore SIGTERM', () => {
  let bench: FaultBench;

  beforeAll(async () => {
    bench = await FaultBench.start(
      {
        builders: [
          {
            id: 'local',
            type: 'podman',
            architectures: ['x86_64'],
            extraArguments: ['--network=host'],
            concurrency: 2,
            limits: { timeout: { seconds: 25 } },
            packageCache: { maxBytes: 0 },
          },
        ],
      },
      { drivers: { cancelled: stubborn('one'), late: stubborn('another') } },
    );
  });

  afterAll(() => bench?.stop());

  it('ends one when it is cancelled and another at its timeout', async () => {
    const { api } = bench.backend;
    const late = await bench.request('late');
    const asked = await bench.request('cancelled');
    await bench.backend.follow(
      asked.id,
      event => event.type === 'log' && event.line.line === 'one has begun',
    );
    await api.cancelBuild(asked.id);
    const cancelled = await bench.backend.follow(asked.id);
    const overdue = await bench.backend.follow(late.id);

    expect(cancelled.build.state).toBe('cancelled');
    expect(cancelled.build.error).toBeUndefined();
    expect(cancelled.lines[cancelled.lines.length - 1]).toBe('Cancelled.');
    expect(overdue.build).toMatchObject({
      state: 'failed',
      error: {
        message:
          "The build ran longer than builder 'local' allows (limits.timeout).",
      },
    });
    expect(overdue.lines).toContain('another has begun');
    for (const { lines } of [cancelled, overdue]) {
      expect(lines.filter(line => line.startsWith('Error: '))).toEqual([]);
    }
    expect(await bench.aftermath()).toEqual({ left: [], next: 'succeeded' });
  });

  it.each([
    ['forward', 1],
    ['backward', -1],
  ])('ends one after the clock has jumped a day %s', async (_, days) => {
    const now = Date.now;
    const { id } = await bench.request('cancelled');
    await bench.backend.follow(
      id,
      event => event.type === 'log' && event.line.line === 'one has begun',
    );
    const clock = jest
      .spyOn(Date, 'now')
      .mockImplementation(() => now() + days * 86_400_000);
    try {
      await bench.backend.api.cancelBuild(id);
      const { build } = await bench.backend.follow(id);
      expect(build.state).toBe('cancelled');
      expect(await bench.aftermath()).toEqual({ left: [], next: 'succeeded' });
    } finally {
      clock.mockRestore();
    }
  });
});

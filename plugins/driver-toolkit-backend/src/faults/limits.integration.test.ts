import { FaultBench } from './__testUtils__/FaultBench';
import { quickDriver } from './__testUtils__/quickDriver';

jest.setTimeout(120_000);

const step = (command: string) => ({
  files: quickDriver(['FROM ${DTK_IMAGE} AS made', `RUN ${command}`]),
});

describe('driver-toolkit backend whose builder has limits', () => {
  let bench: FaultBench;

  beforeAll(async () => {
    bench = await FaultBench.start(
      {
        builders: [
          {
            id: 'local',
            type: 'podman',
            architectures: ['x86_64'],
            extraArguments: ['--network=host', '--no-cache'],
            limits: { memory: '64m', cpus: 0.5 },
            packageCache: { maxBytes: 0 },
          },
        ],
      },
      {
        drivers: {
          // `tail` must keep all bytes in memory.
          greedy: step(
            'head -c 400M /dev/zero | tail -c 400M > /dev/null; exit $?',
          ),
          // Of cgroup v2, or v1.
          busy: step(
            'cd /sys/fs/cgroup && echo may use $(cat cpu.max || cat cpu/cpu.cfs_quota_us cpu/cpu.cfs_period_us)',
          ),
        },
      },
    );
  });

  afterAll(() => bench?.stop());

  it('limits a step’s share of the processors', async () => {
    const { build, lines } = await bench.build('busy');

    expect(build.error).toBeUndefined();
    expect(lines).toContain('may use 50000 100000');
  });

  it('ends a step that uses more memory, and continues', async () => {
    const { build } = await bench.build('greedy');

    expect(build).toMatchObject({
      state: 'failed',
      error: {
        message: expect.stringMatching(
          /^The step `RUN head .*` failed: exit status 137/,
        ),
      },
    });
    expect(await bench.aftermath()).toEqual({ left: [], next: 'succeeded' });
  });
});

import { randomUUID } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { PodmanBench } from './__testUtils__/PodmanBench';
import { processesWith } from './__testUtils__/processesWith';
import { uniqueSeconds } from './__testUtils__/uniqueSeconds';

jest.setTimeout(180_000);

describe('PodmanBuilder stopping', () => {
  let bench: PodmanBench;

  beforeAll(async () => {
    bench = await PodmanBench.create();
  });

  afterAll(() => bench.dispose());

  it('stops a running step that ignores SIGTERM, and leaves nothing behind', async () => {
    const marker = uniqueSeconds('31');
    const controller = new AbortController();
    const lines: string[] = [];
    const building = bench.build(
      [
        `RUN trap "" TERM; echo started; sleep ${marker} & wait; sleep ${marker}`,
      ],
      {
        signal: controller.signal,
        onLine: line => {
          lines.push(line);
          if (line === 'started') {
            controller.abort(new Error('enough'));
          }
        },
      },
    );

    await expect(building).rejects.toThrow('enough');
    expect(lines.filter(line => line.startsWith('Error: '))).toEqual([]);
    expect(await processesWith(`sleep ${marker}`)).toEqual([]);
    expect(await readdir(bench.builder.workDirectory)).toEqual([]);
    expect(await bench.newContainers()).toEqual([]);
  });

  it('leaves nothing behind when it is stopped between two steps', async () => {
    const controller = new AbortController();
    const building = bench.build(
      [`ENV ONLY=${randomUUID()}`, 'RUN true', 'RUN true', 'RUN true'],
      {
        signal: controller.signal,
        onLine: line => {
          if (line.startsWith('STEP 3/')) {
            controller.abort(new Error('enough'));
          }
        },
      },
    );

    await expect(building).rejects.toThrow('enough');
    expect(await bench.newContainers()).toEqual([]);
  });

  it('ends when podman is killed, even if the step keeps its output open', async () => {
    const marker = uniqueSeconds('33');
    const building = bench.build(
      [`RUN trap "" TERM HUP; echo started; sleep ${marker}`],
      {
        onLine: async line => {
          if (line === 'started') {
            const [podman] = await processesWith(
              `--iidfile ${bench.builder.workDirectory}`,
            );
            process.kill(Number(podman.trim().split(' ')[0]), 'SIGKILL');
          }
        },
      },
    );

    await expect(building).rejects.toThrow(
      /^The step `RUN trap.* failed: podman was killed by SIGKILL, which the kernel does when memory runs out$/,
    );
    expect(await processesWith(`sleep ${marker}`)).toEqual([]);
    expect(await readdir(bench.builder.workDirectory)).toEqual([]);
    expect(await bench.newContainers()).toEqual([]);
  });

  it('stops only one of two builds', async () => {
    const marker = uniqueSeconds('34');
    const go = join(bench.context, 'go');
    let otherStarted = () => {};
    const started = new Promise<void>(resolve => {
      otherStarted = resolve;
    });
    const other = bench.build(
      [
        `RUN --mount=type=bind,target=/context echo started ${marker}; while ! test -e /context/go; do sleep 0.1; done; echo went on`,
      ],
      {
        onLine: line => line === `started ${marker}` && otherStarted(),
      },
    );
    await started;
    const controller = new AbortController();
    const stopped = bench.build(
      [
        `RUN trap "" TERM; echo started; sleep ${marker} & wait; sleep ${marker}`,
      ],
      {
        signal: controller.signal,
        onLine: line => {
          if (line === 'started') {
            controller.abort(new Error('enough'));
          }
        },
      },
    );

    await expect(stopped).rejects.toThrow('enough');
    expect(await processesWith(`sleep ${marker}`)).toEqual([]);
    await writeFile(go, '');
    expect((await other).output).toContain('went on');
    await rm(go);
    expect(await bench.newContainers()).toEqual([]);
  });

  it('leaves no container behind when reading a path is stopped', async () => {
    const { image } = await bench.build(['LABEL a=b']);
    const reading = new AbortController();
    await expect(
      image.readPath(
        '/usr',
        async tar => {
          reading.abort(new Error('enough'));
          await text(tar);
        },
        reading.signal,
      ),
    ).rejects.toThrow('enough');
    for (const ms of [20, 60, 100, 140, 180]) {
      const controller = new AbortController();
      const reader = image.readPath('/etc/hostname', text, controller.signal);
      setTimeout(() => controller.abort(new Error('enough')), ms);
      const [outcome] = await Promise.allSettled([reader]);
      expect(
        outcome.status === 'fulfilled' || outcome.reason.message === 'enough',
      ).toBe(true);
    }
    expect(await bench.newContainers()).toEqual([]);
  });
});

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { PodmanBench } from '../__testUtils__/PodmanBench';
import { storageFolder } from '../localPodman';
import { PodmanBuilder } from '../PodmanBuilder';

jest.setTimeout(120_000);

/** Holds a lock of containers/storage like podman, until its input ends. */
const HOLDER = `
import fcntl, sys
lock = open(sys.argv[1], 'r+')
fcntl.lockf(lock, fcntl.LOCK_EX)
print('held', flush=True)
sys.stdin.read()
`;

describe('A stalled podman', () => {
  let bench: PodmanBench;
  let builder: PodmanBuilder;

  beforeAll(async () => {
    bench = await PodmanBench.create();
    builder = await PodmanBuilder.create(bench.config, {
      baseDirectory: bench.folder,
      stallMs: 1_500,
    });
    await bench.build(['LABEL a=b'], { builder });
  });

  afterAll(async () => {
    await builder.close();
    await bench.dispose();
  });

  it('is distinguished from a slow one, and the holder of its lock is named', async () => {
    const stores = (await builder.stores())!;
    const { local } = await stores.storageIn(stores.toolkitFolder).store();
    const layers = `${storageFolder(local, 'layers')}/layers.lock`;
    const holder = spawn('python3', ['-c', HOLDER, layers]);
    await once(holder.stdout, 'data');
    const stalled = new RegExp(
      `^podman has done nothing for \\d+ s: it waits for a lock of its storage, which process ${holder.pid} holds \\(\\S*python3 `,
    );

    const { output } = await bench.build([`LABEL a=${randomUUID()}`], {
      builder,
      onLine: line => {
        if (stalled.test(line)) {
          holder.stdin.end();
        }
      },
    });

    expect(output.filter(line => stalled.test(line))).toHaveLength(1);
  });

  it('is not one that runs a silent step', async () => {
    const { output } = await bench.build(
      [`RUN : ${randomUUID()}; sleep 4; echo slept`],
      { builder },
    );
    expect(output).toContain('slept');
    expect(output.filter(line => /stood still/.test(line))).toEqual([]);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { queryLabPodman } from '../../__testUtils__/queryLabPodman';
import { PodmanBench } from './__testUtils__/PodmanBench';
import { processesWith } from './__testUtils__/processesWith';
import { uniqueSeconds } from './__testUtils__/uniqueSeconds';
import { reapWorkDirectory } from './cleanup/reapBuilds';
import { ownershipArguments } from './cleanup/workingContainers';
import { Podman } from './process/Podman';

jest.setTimeout(180_000);

describe('PodmanBuilder reaping leftovers of dead backends', () => {
  let bench: PodmanBench;

  beforeEach(async () => {
    bench = await PodmanBench.create();
  });

  afterEach(() => bench.dispose());

  it('removes folders of dead backends and keeps those of living ones', async () => {
    const [, startTime] = bench.builder.workDirectory
      .split('/')
      .pop()!
      .split('-');
    const dead = join(
      bench.folder,
      `${process.pid}-${Number(startTime) - 1}-abcdef`,
    );
    await mkdir(join(dead, 'buildah123'), { recursive: true });

    await bench.builder.recover();

    expect(await readdir(bench.folder)).toEqual([
      bench.builder.workDirectory.split('/').pop(),
    ]);
  });

  it('removes leftovers of a killed backend and its podman', async () => {
    const marker = uniqueSeconds('32');
    const dead = join(bench.builder.workDirectory, 'scratch-of-the-dead');
    await mkdir(dead);
    await writeFile(join(dead, 'owner'), '');
    await writeFile(
      join(bench.context, 'Containerfile'),
      `FROM ${bench.lab.baseImage}\nRUN echo started; sleep ${marker}\n`,
    );
    const podman = spawn(
      'podman',
      [
        'build',
        '--network=host',
        ...ownershipArguments(join(dead, 'owner')),
        bench.context,
      ],
      { env: { ...process.env, TMPDIR: dead } },
    );
    await new Promise<void>(resolve => {
      podman.stdout.on('data', chunk => /^started/m.test(chunk) && resolve());
    });
    podman.kill('SIGKILL');
    await once(podman, 'exit');
    expect(await processesWith(`sleep ${marker}`)).not.toEqual([]);

    await reapWorkDirectory(
      bench.builder.workDirectory,
      new Podman({ temporaryDirectory: bench.context }),
      await bench.builder.stores(),
    );

    expect(await processesWith(`sleep ${marker}`)).toEqual([]);
    expect(await readdir(bench.folder)).toEqual([]);
    expect(await bench.newContainers()).toEqual([]);
  });

  it('stops a podman that outlived its backend, even one that was frozen', async () => {
    const dead = join(bench.builder.workDirectory, 'scratch-of-the-dead');
    await mkdir(dead);
    await writeFile(join(dead, 'owner'), '');
    await writeFile(
      join(bench.context, 'Containerfile'),
      [
        `FROM ${bench.lab.baseImage}`,
        ...Array.from({ length: 100 }, (_, i) => `ENV NUMBER=${i}`),
      ].join('\n'),
    );
    const podman = spawn(
      'podman',
      ['build', ...ownershipArguments(join(dead, 'owner')), bench.context],
      { env: { ...process.env, TMPDIR: dead }, detached: true },
    );
    const exit = once(podman, 'exit');
    await new Promise<void>(resolve => {
      podman.stdout.on('data', chunk => /^STEP 5\//m.test(chunk) && resolve());
    });
    process.kill(-podman.pid!, 'SIGSTOP');

    await reapWorkDirectory(
      bench.builder.workDirectory,
      new Podman({ temporaryDirectory: bench.context }),
      await bench.builder.stores(),
    );

    expect(await exit).toEqual([null, 'SIGKILL']);
    expect(await bench.newContainers()).toEqual([]);
  });

  it('removes the containers of a dead reader', async () => {
    const { image } = await bench.build(['LABEL a=b']);
    const dead = join(bench.folder, `${process.pid}-1-abcdef`);
    await mkdir(dead);
    const label = `driver-toolkit.work-directory=${dead}`;
    await queryLabPodman([
      'create',
      '--pull=never',
      '--label',
      label,
      image.id,
      'true',
    ]);
    expect(await bench.newContainers()).not.toEqual([]);

    await bench.builder.recover();

    expect(await bench.newContainers()).toEqual([]);
  });
});

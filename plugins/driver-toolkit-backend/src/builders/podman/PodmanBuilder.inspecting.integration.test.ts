import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { queryLabPodman } from '../../__testUtils__/queryLabPodman';
import { PodmanBench } from './__testUtils__/PodmanBench';
import { findLocalPodman } from './localPodman';
import { PodmanBuilder } from './PodmanBuilder';

jest.setTimeout(180_000);

describe('PodmanBuilder inspecting podman', () => {
  let bench: PodmanBench;

  beforeAll(async () => {
    bench = await PodmanBench.create({ builds: ['toolkits'] });
  });

  afterAll(() => bench.dispose());

  it('reports its version and no problems', async () => {
    expect(await bench.builder.inspect()).toEqual({
      reachable: true,
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      freeBytes: expect.any(Number),
      storage: {
        path: bench.config.storage!.path,
        maxBytes: 50 * 1024 ** 3,
        toolkits: expect.any(Number),
        drivers: 0,
        images: 0,
        kept: 0,
      },
      problems: [],
    });
  });

  it('asks podman once for concurrent callers', async () => {
    const path = process.env.PATH;
    const calls = join(bench.context, 'calls');
    await writeFile(
      join(bench.context, 'podman'),
      `#!/bin/sh\necho "$1" >> '${calls}'\nPATH='${path}' exec podman "$@"\n`,
      { mode: 0o755 },
    );
    const builder = await PodmanBuilder.create(bench.config, {
      baseDirectory: bench.folder,
    });
    process.env.PATH = `${bench.context}:${path}`;
    try {
      const [first, ...others] = await Promise.all([
        builder.inspect(),
        builder.inspect(),
        builder.inspect(),
      ]);
      expect(first.reachable).toBe(true);
      expect(others).toEqual([first, first]);
      expect(await readFile(calls, 'utf8')).toBe('info\n');
    } finally {
      process.env.PATH = path;
      await builder.close();
    }
  });

  it('says that podman does not answer', async () => {
    const path = process.env.PATH;
    await writeFile(
      join(bench.context, 'podman'),
      '#!/bin/sh\nexec sleep 600\n',
      {
        mode: 0o755,
      },
    );
    const hanging = await PodmanBuilder.create(bench.config, {
      baseDirectory: bench.folder,
      queryTimeoutMs: 300,
    });
    process.env.PATH = `${bench.context}:${path}`;
    try {
      expect(await hanging.inspect()).toEqual({
        reachable: false,
        problems: ['podman did not answer within 0.3 s'],
      });
    } finally {
      process.env.PATH = path;
      await hanging.close();
    }
  });

  it('says how to install podman if it is missing', async () => {
    const path = process.env.PATH;
    const missing = await PodmanBuilder.create(bench.config, bench.folder);
    process.env.PATH = '/nonexistent';
    try {
      const { reachable, problems } = await missing.inspect();
      expect(reachable).toBe(false);
      expect(problems).toEqual([
        expect.stringContaining('apt-get install podman'),
      ]);
    } finally {
      process.env.PATH = path;
      await missing.close();
    }
  });

  it('says how to check a broken connection', async () => {
    const lost = await PodmanBuilder.create(
      { ...bench.config, connection: 'nowhere' },
      bench.folder,
    );
    const { reachable, problems } = await lost.inspect();
    await lost.close();
    expect(reachable).toBe(false);
    expect(problems).toEqual([
      expect.stringMatching(/^podman info failed: .*"nowhere"/),
      expect.stringContaining('`podman --connection nowhere info`'),
    ]);
  });

  it('reports its limits on another machine, and removes its own folders', async () => {
    const socket = `unix://${join(bench.context, 'podman.sock')}`;
    const service = spawn('podman', ['system', 'service', '--time=0', socket], {
      env: process.env,
      stdio: 'ignore',
    });
    const listening = async () =>
      (await readdir(bench.context)).includes('podman.sock');
    while (service.exitCode === null && !(await listening())) {
      await delay(50);
    }
    process.env.CONTAINER_HOST = socket;
    const remote = await PodmanBuilder.create(bench.config, bench.folder);
    const dead = join(bench.folder, `${process.pid}-1-abcdef`);
    await mkdir(dead);
    try {
      expect((await remote.inspect()).problems).toEqual([
        expect.stringContaining(
          'cancelling a build may leave its running step',
        ),
      ]);
      expect(await findLocalPodman(queryLabPodman)).toBeUndefined();
      await remote.recover();
      expect(await readdir(bench.folder)).not.toContain(basename(dead));
    } finally {
      delete process.env.CONTAINER_HOST;
      service.kill();
      await once(service, 'exit');
      await remote.close();
    }
  });
});

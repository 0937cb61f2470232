import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { BuiltImage } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { queryLabPodman } from '../../../__testUtils__/queryLabPodman';
import { userFolder } from '../../../machine/userFolder';
import { PodmanBench } from '../__testUtils__/PodmanBench';
import { processesWith } from '../__testUtils__/processesWith';
import { uniqueSeconds } from '../__testUtils__/uniqueSeconds';
import { findLocalPodman } from '../localPodman';
import { PodmanBuilder } from '../PodmanBuilder';
import { storageConfiguration } from '../storage/storageConfiguration';
import { writeOwner } from './owner';

jest.setTimeout(180_000);

describe('MemoryStorage', () => {
  const { signal } = new AbortController();
  let bench: PodmanBench;
  let image: BuiltImage;
  let storages: string;

  beforeAll(async () => {
    bench = await PodmanBench.create();
    ({ image } = await bench.build(['RUN echo kept > /message']));
    storages = await userFolder('/dev/shm');
  });

  afterAll(() => bench.dispose());

  const run = (program: string[], from = image) =>
    from.runProgram(program, text, signal);

  it("has containers in memory, with podman's own images", async () => {
    const output = await run(['cat', '/message', '/proc/self/mountinfo']);
    expect(output).toMatch(/^kept\n/);
    const root = output!.split('\n').find(line => / \/ \/ /.test(line));
    expect(root).toContain(`upperdir=${storages}/s-`);
    expect(root).toMatch(/lowerdir=\S*\/image\/overlay\/l\//);
    await bench.builder.tidy();
    expect(await storagesOf(bench.folder)).toEqual([]);
    expect(await bench.newContainers()).toEqual([]);
  });

  it('falls back if it does not work, and says so once', async () => {
    const path = process.env.PATH;
    const calls = join(bench.context, 'calls');
    await writeFile(
      join(bench.context, 'podman'),
      [
        '#!/bin/sh',
        `PATH='${path}'`,
        'case "$CONTAINERS_STORAGE_CONF $1" in',
        `"${storages}"*" run") echo tried >> '${calls}'; echo 'Error: no overlay here' >&2; exit 125;;`,
        'esac',
        'exec podman "$@"',
        '',
      ].join('\n'),
      { mode: 0o755 },
    );
    const problems: string[] = [];
    const builder = await PodmanBuilder.create(bench.config, {
      baseDirectory: bench.folder,
      onProblem: (message, error) => problems.push(`${message}: ${error}`),
    });
    const own = await bench.build(['RUN echo own > /message'], { builder });
    process.env.PATH = `${bench.context}:${path}`;
    try {
      for (let round = 0; round < 2; round++) {
        expect(await run(['cat', '/message'], own.image)).toBe('own\n');
      }
    } finally {
      process.env.PATH = path;
      await builder.close();
    }
    expect(problems).toEqual([
      expect.stringMatching(/^Containers in \/dev\/shm .* no overlay here$/),
    ]);
    expect(await storagesOf(bench.folder)).toEqual([]);
    expect(await bench.newContainers()).toEqual([]);
  });

  it('reports a failure that also happens without it, and continues', async () => {
    await expect(run(['bash', '-c', 'echo no >&2; exit 3'])).rejects.toThrow(
      'bash of the image failed: no',
    );
    expect(await run(['cat', '/proc/self/mountinfo'])).toContain(
      `upperdir=${storages}/s-`,
    );
    await bench.builder.tidy();
    expect(await storagesOf(bench.folder)).toEqual([]);
  });

  it('reaps leftovers of a dead backend, and leaves those of others', async () => {
    const seconds = uniqueSeconds('36');
    const dead = await makeStorage(join(bench.folder, '1-1-dead'));
    const local = (await findLocalPodman(queryLabPodman))!;
    const configuration = join(dead, 'storage.conf');
    await writeFile(
      configuration,
      storageConfiguration({
        driver: local.graphDriverName,
        options: local.graphOptions,
        graphRoot: join(dead, 'graph'),
        runRoot: join(dead, 'run'),
        imageStores: [local.graphRoot],
      })!,
    );
    const podman = spawn(
      'podman',
      ['run', '--pull=never', '--log-driver=none', image.id].concat(
        ...['bash', '-c', `echo begun; exec sleep ${seconds}`],
      ),
      { env: { ...process.env, CONTAINERS_STORAGE_CONF: configuration } },
    );
    await once(podman.stdout, 'data');
    podman.kill('SIGKILL');
    await once(podman, 'exit');
    expect(await processesWith(`sleep ${seconds}`)).not.toEqual([]);
    const kept = [
      await makeStorage(bench.builder.workDirectory),
      // The same path, but another folder.
      await makeStorage(join(bench.context, basename(bench.folder), '1-1-a')),
    ];

    await bench.builder.recover();

    expect(await processesWith(`sleep ${seconds}`)).toEqual([]);
    expect(await storagesOf(bench.folder)).toEqual([kept[0]]);
    expect(await readdir(storages)).toContain(basename(kept[1]));
    for (const folder of kept) {
      await rm(folder, { recursive: true });
    }
  });

  async function makeStorage(owner: string): Promise<string> {
    await mkdir(dirname(owner), { recursive: true });
    const folder = await mkdtemp(join(storages, 's-'));
    await writeOwner(folder, owner);
    return folder;
  }

  /** Others may have storages there, too. */
  async function storagesOf(base: string): Promise<string[]> {
    const { dev, ino } = await stat(base);
    const found: string[] = [];
    for (const name of await readdir(storages)) {
      const owner = join(storages, name, 'owner');
      const content = await readFile(owner, 'utf8').catch(() => '');
      if (content.startsWith(`${dev}:${ino}:`)) {
        found.push(join(storages, name));
      }
    }
    return found;
  }
});

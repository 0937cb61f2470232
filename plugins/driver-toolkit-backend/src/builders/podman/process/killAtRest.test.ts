import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isStopped } from '../../../machine/processTree';
import { HalfWritten } from '../cleanup/HalfWritten';
import { storageFolder, type LocalPodman } from '../localPodman';
import { killAtRest } from './killAtRest';
import { RUNTIME_COMMAND } from './runtimesOf';

describe('killAtRest', () => {
  let podman: LocalPodman;
  let running: ChildProcess | undefined;

  beforeEach(async () => {
    podman = {
      runtime: 'runc',
      graphRoot: await mkdtemp(join(tmpdir(), 'storage-')),
      graphDriverName: 'overlay',
      graphOptions: {},
      imageStores: [],
    };
    await mkdir(storageFolder(podman, 'layers'));
  });

  afterEach(async () => {
    if (running?.exitCode === null && running.signalCode === null) {
      process.kill(-running.pid!, 'SIGKILL');
    }
    await rm(podman.graphRoot, { recursive: true });
  });

  /** Runs a script that prints something once it is ready. */
  async function start(script: string) {
    const child = spawn(process.execPath, ['-e', script], {
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    running = child;
    await once(child.stdout, 'data');
    return child;
  }

  async function attempt(child: ChildProcess): Promise<string> {
    const exit = once(child, 'exit');
    if (await killAtRest(child.pid!, new HalfWritten(podman))) {
      return `ended by ${(await exit)[1]}`;
    }
    return isStopped(child.pid!) ? 'stopped' : 'goes on';
  }

  it('continues a group with half-written content, and kills it afterwards', async () => {
    const child = await start('setInterval(() => {}, 1000); console.log(1)');
    const layers = join(storageFolder(podman, 'layers'), 'layers.json');

    await writeFile(layers, JSON.stringify([{ id: 'a' }]));
    expect(await attempt(child)).toBe('goes on');

    await writeFile(layers, '[]');
    expect(await attempt(child)).toBe('ended by SIGKILL');
  });

  it('continues a group that holds a lock for writing', async () => {
    // SQLite locks with fcntl(2), like containers/storage.
    const child = await start(
      `const { DatabaseSync } = require('node:sqlite');
       const database = new DatabaseSync('${podman.graphRoot}/database');
       database.exec('BEGIN EXCLUSIVE');
       console.log('locked');
       process.stdin.once('data', () => {
         database.exec('COMMIT');
         console.log('unlocked');
       });`,
    );
    expect(await attempt(child)).toBe('goes on');

    child.stdin.write('go on');
    await once(child.stdout, 'data');
    expect(await attempt(child)).toBe('ended by SIGKILL');
  });

  it('continues a group that runs a step', async () => {
    const child = await start(
      `require('node:child_process')
         .spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
           argv0: '${RUNTIME_COMMAND}',
           stdio: 'ignore',
         })
         .on('spawn', () => console.log('running'))`,
    );
    expect(await attempt(child)).toBe('goes on');
  });
});

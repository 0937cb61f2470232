import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { processesWith } from '../__testUtils__/processesWith';
import { HostLock } from './HostLock';

const run = promisify(execFile);

describe('HostLock', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'host-lock-'));
    file = join(folder, 'lock');
  });

  afterEach(() => rm(folder, { recursive: true }));

  const isFree = (mode: 'shared' | 'exclusive') =>
    run('flock', ['-n', mode === 'shared' ? '-s' : '-x', file, 'true']).then(
      () => true,
      () => false,
    );

  it('keeps others out until it is released, each time', async () => {
    for (let round = 0; round < 2; round++) {
      const lock = await HostLock.acquire(file, { mode: 'exclusive' });
      expect(await isFree('shared')).toBe(false);
      expect(
        await HostLock.tryAcquire(file, { mode: 'shared' }),
      ).toBeUndefined();
      await lock.release();
      expect(await isFree('exclusive')).toBe(true);
    }
  });

  it('is held by several sharers', async () => {
    const first = await HostLock.acquire(file, { mode: 'shared' });
    const second = await HostLock.tryAcquire(file, { mode: 'shared' });
    expect(await isFree('exclusive')).toBe(false);
    await first.release();
    expect(await isFree('exclusive')).toBe(false);
    await second!.release();
    expect(await isFree('exclusive')).toBe(true);
  });

  it('passes to a waiting process', async () => {
    const first = await HostLock.acquire(file, { mode: 'exclusive' });
    let isHeld = false;
    const waiting = HostLock.acquire(file, { mode: 'exclusive' }).then(lock => {
      isHeld = true;
      return lock;
    });
    await HostLock.tryAcquire(file, { mode: 'exclusive' });
    expect(isHeld).toBe(false);
    await first.release();
    await (await waiting).release();
  });

  it('ends the wait when the signal fires', async () => {
    const first = await HostLock.acquire(file, { mode: 'shared' });
    const controller = new AbortController();
    const waiting = HostLock.acquire(file, {
      mode: 'exclusive',
      signal: controller.signal,
    });
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await first.release();
    expect(await isFree('exclusive')).toBe(true);
  });

  it('ends when its process is killed', async () => {
    const other = spawn(
      process.execPath,
      [
        '-e',
        `const { spawn } = require('node:child_process');
         const child = spawn('flock', ['-x', ${JSON.stringify(file)}, 'cat'],
           { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
         child.stdin.write('held\\n');
         child.stdout.once('data', () => process.stdout.write('held'));`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(other.stdout!, 'data');
    expect(await isFree('shared')).toBe(false);
    other.kill('SIGKILL');
    const lock = await HostLock.acquire(file, { mode: 'exclusive' });
    await lock.release();
  });

  it('is released once its holder was killed', async () => {
    const lock = await HostLock.acquire(file, { mode: 'exclusive' });
    const holders = await processesWith(`flock -x ${file}`);
    expect(holders).toHaveLength(1);
    process.kill(parseInt(holders[0], 10), 'SIGKILL');
    await lock.release();
    expect(await isFree('exclusive')).toBe(true);
  });

  it('says why it cannot lock', async () => {
    await expect(
      HostLock.acquire(join(folder, 'nowhere/lock'), { mode: 'shared' }),
    ).rejects.toThrow('/nowhere/lock cannot be locked');
    const path = process.env.PATH;
    process.env.PATH = folder;
    try {
      await expect(HostLock.acquire(file, { mode: 'shared' })).rejects.toThrow(
        'apt-get install util-linux',
      );
    } finally {
      process.env.PATH = path;
    }
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { addKernels } from './__testUtils__/addKernels';
import { World } from './__testUtils__/World';

// Sources are compiled as they are loaded.
jest.setTimeout(60_000);

describe('the installed command', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.close());

  async function start() {
    const file = await world.write('app-config.yaml', {
      driverToolkit: { kernelSources: [world.kernelSource('el9')] },
    });
    const bin = resolve(__dirname, '../bin/driver-toolkit');
    const child = spawn(process.execPath, [bin, 'kernels', '--config', file], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { child, ended: once(child, 'close'), stderr: text(child.stderr) };
  }

  it('prints kernels and ends', async () => {
    addKernels(world.server, '/el9/x86_64', ['5.14.0-391.el9']);

    const { child, ended, stderr } = await start();

    expect(await text(child.stdout)).toMatch(/^KERNEL.*\n5\.14\.0-391\.el9 /);
    expect(await stderr).toBe('');
    expect(await ended).toEqual([0, null]);
  });

  it('ends quietly when its reader closes the pipe', async () => {
    addKernels(world.server, '/el9/x86_64', ['5.14.0-391.el9']);

    const { child, ended, stderr } = await start();
    child.stdout.destroy();

    expect(await stderr).toBe('');
    expect(await ended).toEqual([0, null]);
  });

  it('stops at once on SIGINT', async () => {
    const path = '/el9/x86_64/repodata/repomd.xml';
    world.server.set(path, { silent: true });

    const { child, ended, stderr } = await start();
    while (!world.server.requests.includes(path)) {
      await sleep(20);
    }
    child.kill('SIGINT');

    expect(await ended).toEqual([130, null]);
    expect(await stderr).toBe('Interrupted: nothing was listed.\n');
  });
});

import { addKernels } from '../__testUtils__/addKernels';
import { runHere } from '../__testUtils__/runHere';
import { World } from '../__testUtils__/World';

describe('driver-toolkit kernels', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
    addKernels(world.server, '/el9/x86_64', [
      '5.14.0-9.el9',
      '5.14.0-391.el9',
      '5.14.0-70.el9',
    ]);
    addKernels(world.server, '/el10/x86_64', ['6.12.0-1.el10']);
  });
  afterEach(() => world.close());

  async function config(...kernelSources: object[]): Promise<string> {
    return await world.write('app-config.yaml', {
      driverToolkit: { kernelSources },
    });
  }

  it('lists the kernels of all sources, newest first', async () => {
    const file = await config(
      world.kernelSource('el9'),
      world.kernelSource('el10'),
    );

    expect(await runHere(['kernels', '--config', file])).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: [
        'KERNEL          SOURCE  ARCHITECTURES  VARIANTS',
        '6.12.0-1.el10   el10    x86_64         default',
        '5.14.0-391.el9  el9     x86_64         default',
        '5.14.0-70.el9   el9     x86_64         default',
        '5.14.0-9.el9    el9     x86_64         default',
        '',
      ].join('\n'),
    });
  });

  it('lists those of one source as JSON', async () => {
    const file = await config(
      world.kernelSource('el9'),
      world.kernelSource('el10', { title: 'EL 10' }),
    );

    const { exitCode, stdout } = await runHere([
      ...['kernels', '--config', file, '--source', 'el10', '--json'],
    ]);

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      kernels: [
        {
          source: 'el10',
          kernel: '6.12.0-1.el10',
          flavours: [
            {
              architecture: 'x86_64',
              variant: 'default',
              release: '6.12.0-1.el10',
              unameRelease: '6.12.0-1.el10.x86_64',
              buildable: true,
              packages: ['kernel-core', 'kernel-devel'],
            },
          ],
        },
      ],
      sources: [
        {
          id: 'el10',
          title: 'EL 10',
          kernels: 1,
          warnings: [],
          incompleteArchitectures: [],
        },
      ],
    });
    expect(world.server.requests.join()).not.toContain('/el9/');
  });

  it('prints readable sources if another one fails', async () => {
    const file = await config(
      world.kernelSource('gone'),
      world.kernelSource('el10'),
    );

    const table = await runHere(['kernels', '--config', file]);
    expect(table.exitCode).toBe(1);
    expect(table.stdout).toContain('6.12.0-1.el10');
    expect(table.stderr).toMatch(
      /^error: gone: Nothing of gone could be read: .+\/gone\/x86_64\/.+\n$/,
    );

    const json = await runHere(['kernels', '--config', file, '--json']);
    expect(json.exitCode).toBe(1);
    expect(JSON.parse(json.stdout).sources).toMatchObject([
      { id: 'gone', error: expect.stringContaining('Nothing of gone') },
      { id: 'el10', kernels: 1 },
    ]);
    expect(JSON.parse(json.stdout).sources[0]).not.toHaveProperty('kernels');
  });

  it('fails if an architecture is missing, and prints the others', async () => {
    const file = await config(
      world.kernelSource('el9', { architectures: ['x86_64', 'aarch64'] }),
    );

    const { exitCode, stdout, stderr } = await runHere([
      ...['kernels', '--config', file],
    ]);

    expect(exitCode).toBe(1);
    expect(stdout).toContain('5.14.0-391.el9');
    expect(stderr).toMatch(
      /^warning: el9: Kernels for aarch64 could not be read: .+\n$/,
    );
  });

  it("applies the timeout of a source's schedule", async () => {
    world.server.set('/slow/x86_64/repodata/repomd.xml', { silent: true });
    const schedule = { timeout: { milliseconds: 50 } };
    const file = await config(world.kernelSource('slow', { schedule }));

    expect(await runHere(['kernels', '--config', file])).toMatchObject({
      exitCode: 1,
      stderr:
        'error: slow: It could not be read within 0.05 s, its schedule.timeout.\n',
    });
  });

  it('stops at its signal', async () => {
    const path = '/slow/x86_64/repodata/repomd.xml';
    world.server.set(path, { silent: true });
    const file = await config(world.kernelSource('slow'));

    expect(
      await runHere(['kernels', '--config', file], {
        signal: AbortSignal.timeout(200),
      }),
    ).toEqual({
      exitCode: 130,
      stdout: '',
      stderr: 'Interrupted: nothing was listed.\n',
    });
    expect(world.server.requests).toEqual([path]);
  });
});

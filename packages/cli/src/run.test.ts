import { runHere } from './__testUtils__/runHere';
import { World } from './__testUtils__/World';

describe('run', () => {
  let world: World;
  let config: string;
  beforeAll(async () => {
    world = await World.create();
    config = await world.write('app-config.yaml', {
      driverToolkit: {
        kernelSources: [world.kernelSource('el9'), world.kernelSource('el10')],
      },
    });
  });
  afterAll(() => world.close());

  it('explains itself', async () => {
    const { exitCode, stdout, stderr } = await runHere(['--help']);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/kernels[^]+images[^]+matrix/);
    expect(stderr).toBe('');
  });

  it.each([
    [[], 'Usage: driver-toolkit'],
    [['matrices'], "unknown command 'matrices'"],
    [['kernels'], "required option '--config <file>' not specified"],
    [['kernels', '--config', 'a.yaml', '--yaml'], "unknown option '--yaml'"],
    [['kernels', '--config', 'a.yaml', 'el9'], 'too many arguments'],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stdout, stderr } = await runHere(args);

    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
  });

  it('names the configured sources if an unknown one is requested', async () => {
    expect(
      await runHere(['kernels', '--config', config, '--source', 'el8']),
    ).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        "error: There is no kernel source 'el8'; configured are: el9, el10.\n",
    });
    expect(world.server.requests).toEqual([]);
  });

  it('treats an empty configuration as an error', async () => {
    expect(await runHere(['images', '--config', config])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'error: The configuration names no image repository.\n',
    });
  });

  it('recognises a wrong configuration from another copy of @backstage/errors', async () => {
    const NODE = '@driver-toolkit/backstage-plugin-driver-toolkit-node';
    const file = await world.write('copies.yaml', {
      driverToolkit: { builders: 'many' },
    });
    const theirs = jest.requireActual(NODE);
    jest.resetModules();
    jest.doMock(NODE, () => theirs);
    try {
      const ours: { runHere: typeof runHere } = jest.requireActual(
        './__testUtils__/runHere',
      );

      const { exitCode, stderr } = await ours.runHere([
        'kernels',
        '--config',
        file,
      ]);

      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/^error: driverToolkit\.builders .+\n$/);
    } finally {
      jest.dontMock(NODE);
    }
  });

  it("reports a file's problem once", async () => {
    const { exitCode, stderr } = await runHere([
      'kernels',
      '--config',
      'missing.yaml',
    ]);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^error: Config file "[^"]+missing\.yaml" does not exist\n$/,
    );
  });

  it('names every problem of a configuration', async () => {
    const file = await world.write('wrong.yaml', {
      driverToolkit: { catalog: { owner: 1 }, builders: 'many' },
    });

    const { exitCode, stderr } = await runHere(['kernels', '--config', file]);

    expect(exitCode).toBe(2);
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^error: driverToolkit\.builders /),
      expect.stringMatching(/^error: driverToolkit\.catalog\.owner /),
    ]);
  });
});

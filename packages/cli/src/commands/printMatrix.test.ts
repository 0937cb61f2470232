import { addImageList, addImages } from '../__testUtils__/addImages';
import { addKernels } from '../__testUtils__/addKernels';
import { runHere } from '../__testUtils__/runHere';
import { World } from '../__testUtils__/World';

const BASE_IMAGE = 'quay.io/centos/centos:stream9';
const EMPTY = '{"versions":[],"include":[]}\n';

describe('driver-toolkit matrix', () => {
  let world: World;
  let config: string;
  let image: string;
  beforeEach(async () => {
    world = await World.create();
    image = `${world.server.host}/dtk`;
    config = await configure({ architectures: ['x86_64', 'aarch64'] });
  });
  afterEach(() => world.close());

  async function configure(source: object, repository: object = {}) {
    return await world.write('app-config.yaml', {
      driverToolkit: {
        kernelSources: [world.kernelSource('el9', source)],
        imageRepositories: [world.imageRepository('dtk', repository)],
        toolkit: { baseImage: BASE_IMAGE },
      },
    });
  }

  function publish(x86: string[], arm: string[] = x86) {
    addKernels(world.server, '/el9/x86_64', x86);
    addKernels(world.server, '/el9/aarch64', arm, 'aarch64');
  }

  function matrix(...args: string[]) {
    return runHere(['matrix', '--config', config, ...args]);
  }

  it('prints missing images, as one line', async () => {
    publish(['5.14.0-391.el9', '5.14.0-390.el9', '5.14.0-70.el9']);
    const [amd64] = addImages(world.server, 'dtk', ['5.14.0-390.el9']);
    addImageList(world.server, 'dtk', '5.14.0-70.el9', ['amd64', 'arm64']);

    const { exitCode, stdout, stderr } = await matrix();

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(stdout)).toEqual({
      versions: ['5.14.0-391.el9', '5.14.0-390.el9'],
      include: [
        {
          kernel: '5.14.0-391.el9',
          source: 'el9',
          image: `${image}:5.14.0-391.el9`,
          tags: ['5.14.0-391.el9'],
          baseImage: BASE_IMAGE,
          rtKernel: '',
          repositories: expect.stringMatching(
            /^http:\/\/127\.0\.0\.1:\d+\/el9\/\$basearch$/,
          ),
          rhelVersion: '',
          keep: [],
          architectures: ['x86_64', 'aarch64'],
          platforms: ['linux/amd64', 'linux/arm64'],
        },
        expect.objectContaining({
          kernel: '5.14.0-390.el9',
          architectures: ['aarch64'],
          keep: [`${image}@${amd64}`],
        }),
      ],
    });
  });

  it('requests only the tags of the kernels', async () => {
    publish(['5.14.0-391.el9']);
    addImages(world.server, 'dtk', ['5.14.0-1.el9', 'nightly']);

    await matrix();

    expect(world.server.requests.filter(url => url.startsWith('/v2/'))).toEqual(
      // A second request confirms that the tag is missing.
      Array(2).fill('/v2/dtk/manifests/5.14.0-391.el9'),
    );
  });

  it('prints only one list on request', async () => {
    publish(['5.14.0-391.el9'], ['5.14.0-390.el9']);

    expect((await matrix('--versions')).stdout).toBe(
      '{"versions":["5.14.0-391.el9","5.14.0-390.el9"]}\n',
    );
    const { stdout } = await matrix(
      ...['--include', '--per-architecture', '--runner', 'aarch64=ours'],
    );
    expect(JSON.parse(stdout)).toEqual({
      include: [
        expect.objectContaining({
          kernel: '5.14.0-391.el9',
          architecture: 'x86_64',
          platform: 'linux/amd64',
          runner: 'ubuntu-24.04',
        }),
        expect.objectContaining({
          kernel: '5.14.0-390.el9',
          architecture: 'aarch64',
          platform: 'linux/arm64',
          runner: 'ours',
        }),
      ],
    });
  });

  it('prints an empty line if nothing is missing, and all images on request', async () => {
    publish(['5.14.0-391.el9']);
    addImageList(world.server, 'dtk', '5.14.0-391.el9', ['amd64', 'arm64']);

    expect(await matrix()).toEqual({ exitCode: 0, stderr: '', stdout: EMPTY });
    expect(JSON.parse((await matrix('--all')).stdout).versions).toEqual([
      '5.14.0-391.el9',
    ]);
  });

  it('names what is beyond the limit on stderr', async () => {
    publish(['5.14.0-3.el9', '5.14.0-2.el9', '5.14.0-1.el9']);

    expect(await matrix('--limit', '1', '--versions')).toEqual({
      exitCode: 0,
      stdout: '{"versions":["5.14.0-3.el9"]}\n',
      stderr:
        'warning: 2 more are beyond the limit: 5.14.0-2.el9, 5.14.0-1.el9\n',
    });
  });

  it('leaves out kernels without an answer of the registry, and fails', async () => {
    publish(['5.14.0-391.el9', '5.14.0-390.el9']);
    world.server.set('/v2/dtk/manifests/5.14.0-391.el9', { status: 403 });

    const { exitCode, stdout, stderr } = await matrix('--versions');

    expect(exitCode).toBe(1);
    expect(stdout).toBe('{"versions":["5.14.0-390.el9"]}\n');
    expect(stderr).toMatch(
      /^warning: 5\.14\.0-391\.el9 is left out because .+: .*\/v2\/dtk\/.+403.+\n$/,
    );
  });

  it('leaves out an architecture that cannot be read, and fails', async () => {
    addKernels(world.server, '/el9/x86_64', ['5.14.0-391.el9']);

    const { exitCode, stdout, stderr } = await matrix();

    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).include).toEqual([
      expect.objectContaining({ architectures: ['x86_64'] }),
    ]);
    expect(stderr).toMatch(/^warning: el9: Kernels for aarch64 could not be/);
  });

  it('prints nothing if the source cannot be read', async () => {
    const { exitCode, stdout, stderr } = await matrix();

    expect(exitCode).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error: el9: Nothing of el9 could be read: /);
    expect(world.server.requests.join()).not.toContain('/v2/');
  });

  it('prints nothing if the registry answers for no tag', async () => {
    publish(['5.14.0-391.el9', '5.14.0-390.el9']);
    for (const kernel of ['5.14.0-391.el9', '5.14.0-390.el9']) {
      const path = `/v2/dtk/manifests/${kernel}`;
      world.server.set(path, { status: 403 });
    }

    const { exitCode, stdout, stderr } = await matrix();

    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^error: dtk: .+403.+\n$/);
  });

  it("applies the schedule's timeout to lookups", async () => {
    publish(['5.14.0-391.el9']);
    config = await configure(
      {},
      { schedule: { timeout: { milliseconds: 50 } } },
    );
    const path = '/v2/dtk/manifests/5.14.0-391.el9';
    world.server.set(path, { silent: true });

    expect(await matrix()).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'error: dtk: It could not be read within 0.05 s, its schedule.timeout.\n',
    });
  });

  it('stops at its signal', async () => {
    publish(['5.14.0-391.el9']);
    const path = '/v2/dtk/manifests/5.14.0-391.el9';
    world.server.set(path, { silent: true });

    expect(
      await runHere(['matrix', '--config', config], {
        signal: AbortSignal.timeout(300),
      }),
    ).toEqual({
      exitCode: 130,
      stdout: '',
      stderr: 'Interrupted: nothing was listed.\n',
    });
  });

  describe('of several sources and repositories', () => {
    beforeEach(async () => {
      addKernels(world.server, '/el9/x86_64', ['5.14.0-391.el9']);
      config = await world.write('several.yaml', {
        driverToolkit: {
          kernelSources: [
            world.kernelSource('el9', { baseImage: 'example.com/el9:base' }),
            world.kernelSource('el10'),
          ],
          imageRepositories: [
            world.imageRepository('dtk', { kernelSources: ['el9'] }),
            world.imageRepository('other'),
          ],
        },
      });
    });

    it('is of those that are chosen', async () => {
      const { stdout } = await matrix(
        ...['--source', 'el9', '--repository', 'other'],
      );
      expect(JSON.parse(stdout).include).toEqual([
        expect.objectContaining({
          source: 'el9',
          image: `${world.server.host}/other:5.14.0-391.el9`,
          baseImage: 'example.com/el9:base',
        }),
      ]);
    });

    it.each([
      [
        [],
        'There is more than one kernel source: choose with --source among el9, el10.',
      ],
      [
        ['--source', 'el9'],
        'There is more than one image repository: choose with --repository among dtk, other.',
      ],
      [
        ['--source', 'el8'],
        "There is no kernel source 'el8'; configured are: el9, el10.",
      ],
      [
        ['--source', 'el10', '--repository', 'dtk'],
        "Image repository 'dtk' is not for kernel source 'el10': add it to the repository's kernelSources.",
      ],
    ])('refuses %j', async (args, message) => {
      expect(await matrix(...args)).toEqual({
        exitCode: 2,
        stdout: '',
        stderr: `error: ${message}\n`,
      });
      expect(world.server.requests).toEqual([]);
    });
  });

  it.each([
    [['--limit', '0'], 'It must be a number from 1 to 256.'],
    [['--limit', '257'], 'It must be a number from 1 to 256.'],
    [['--limit', 'many'], 'It must be a number from 1 to 256.'],
    [['--runner', 'power'], 'such as ppc64le=power-runner.'],
    [['--include', '--versions'], 'cannot be used with'],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stdout, stderr } = await matrix(...args);

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

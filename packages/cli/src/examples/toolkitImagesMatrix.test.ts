import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { addImageList, addImages } from '../__testUtils__/addImages';
import { addKernels } from '../__testUtils__/addKernels';
import { World } from '../__testUtils__/World';
import { runScript } from './__testUtils__/runScript';
import { Workflow } from './__testUtils__/Workflow';

// Sources are compiled as they are loaded.
jest.setTimeout(60_000);

const COMMAND = resolve(__dirname, '../../bin/driver-toolkit');

describe('the matrix job of toolkit-images.yaml', () => {
  const workflow = Workflow.read('github-actions/toolkit-images.yaml');
  const { KERNEL_SOURCE, IMAGE_REPOSITORY } = workflow.env;
  let world: World;
  let folder: string;
  beforeEach(async () => {
    world = await World.create();
    folder = await mkdtemp(join(tmpdir(), 'driver-toolkit-workflow-'));
    await symlink(COMMAND, join(folder, 'driver-toolkit'));
    await writeFile(join(folder, 'output'), '');
    await writeFile(
      join(folder, 'app-config.yaml'),
      JSON.stringify({
        driverToolkit: {
          kernelSources: [
            world.kernelSource(KERNEL_SOURCE, {
              architectures: ['x86_64', 'aarch64'],
            }),
          ],
          imageRepositories: [
            world.imageRepository(IMAGE_REPOSITORY, {
              credentials: {
                username: '${REGISTRY_USERNAME}',
                password: '${REGISTRY_PASSWORD}',
              },
            }),
          ],
          toolkit: { baseImage: 'quay.io/centos/centos:stream9' },
        },
      }),
    );
  });
  afterEach(async () => {
    await world.close();
    await rm(folder, { recursive: true });
  });

  function publish(...kernels: string[]) {
    for (const architecture of ['x86_64', 'aarch64']) {
      const path = `/${KERNEL_SOURCE}/${architecture}`;
      addKernels(world.server, path, kernels, architecture);
    }
  }

  async function findMissing(env: Record<string, string> = {}) {
    const script = workflow.script('matrix', 'Find out what is missing');
    const node = dirname(process.execPath);
    const result = await runScript(script, {
      cwd: folder,
      env: {
        PATH: [folder, node, process.env.PATH].join(delimiter),
        RUNNER_TEMP: folder,
        GITHUB_OUTPUT: join(folder, 'output'),
        ...workflow.env,
        ALL: '',
        REGISTRY_USERNAME: 'robot',
        REGISTRY_PASSWORD: 'secret',
        ...env,
      },
    });
    return {
      ...result,
      output: await readFile(join(folder, 'output'), 'utf8'),
    };
  }

  function parseOutput(output: string) {
    const [, json] = /^matrix=([^\n]+)\n$/.exec(output) ?? [];
    return JSON.parse(json);
  }

  it('gives every missing image a job on a runner of its architecture', async () => {
    publish('5.14.0-391.el9', '5.14.0-390.el9');
    const [amd64] = addImages(world.server, IMAGE_REPOSITORY, [
      '5.14.0-390.el9',
    ]);

    const { output, ...result } = await findMissing();

    expect(result).toEqual({ code: 0, stdout: '', stderr: '' });
    const image = `${world.server.host}/${IMAGE_REPOSITORY}`;
    expect(parseOutput(output)).toEqual({
      versions: ['5.14.0-391.el9', '5.14.0-390.el9'],
      include: [
        expect.objectContaining({
          image: `${image}:5.14.0-391.el9`,
          runner: 'ubuntu-24.04',
          keep: [],
        }),
        expect.objectContaining({
          image: `${image}:5.14.0-391.el9`,
          runner: 'ubuntu-24.04-arm',
          keep: [],
        }),
        expect.objectContaining({
          image: `${image}:5.14.0-390.el9`,
          runner: 'ubuntu-24.04-arm',
          keep: [`${image}@${amd64}`],
        }),
      ],
    });
  });

  it('gives later jobs every value that they need from the matrix', async () => {
    publish('5.14.0-391.el9');

    const { output } = await findMissing();

    const { text } = workflow;
    const asked = [...text.matchAll(/\bmatrix\.(\w+)(?=[^.\w])/g)]
      .map(([, key]) => key)
      .filter(key => key !== 'outputs');
    const [entry] = parseOutput(output).include;
    expect(Object.keys(entry)).toEqual(expect.arrayContaining(asked));
    expect(asked).toContain('baseImage');
  });

  it('reports "nothing to do" in the form that the next job checks', async () => {
    publish('5.14.0-391.el9');
    addImageList(world.server, IMAGE_REPOSITORY, '5.14.0-391.el9', [
      ...['amd64', 'arm64'],
    ]);

    const { code, output } = await findMissing();

    expect(code).toBe(0);
    const [, json] = /^matrix=(.*)\n$/.exec(output) ?? [];
    expect(workflow.jobs.build.if).toBe(
      `needs.matrix.outputs.matrix != '${json}'`,
    );

    const all = await findMissing({ ALL: 'true' });
    expect(all.output).toContain('"versions":["5.14.0-391.el9"]');
  });

  it('continues with readable sources, and names the others', async () => {
    publish('5.14.0-391.el9', '5.14.0-390.el9');
    const path = `/v2/${IMAGE_REPOSITORY}/manifests/5.14.0-391.el9`;
    world.server.set(path, { status: 403 });

    const { code, stdout, output } = await findMissing();

    expect(code).toBe(0);
    expect(parseOutput(output).versions).toEqual(['5.14.0-390.el9']);
    expect(stdout).toMatch(/^::warning::warning: 5\.14\.0-391\.el9 .+403.*\n$/);
  });

  it('fails if the kernels cannot be read', async () => {
    expect(await findMissing()).toEqual({
      code: 1,
      stdout: expect.stringMatching(
        /^::warning::error: .+ could be read: .+\n$/,
      ),
      stderr: '',
      output: '',
    });
  });

  it('fails if the configuration does not have the source', async () => {
    expect(await findMissing({ KERNEL_SOURCE: 'el8' })).toMatchObject({
      code: 2,
      stdout: expect.stringContaining("no kernel source 'el8'"),
      output: '',
    });
  });
});

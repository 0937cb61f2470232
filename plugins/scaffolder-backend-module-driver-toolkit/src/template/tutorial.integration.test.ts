import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { parse } from 'yaml';
import {
  driverToolkitApi,
  image,
  kernel,
  kernelImage,
  startScaffolder,
} from '../__testUtils__';
import { readTutorial, type Step } from './__testUtils__/readTutorial';
import {
  type Lab,
  readLab,
  TutorialShell,
} from './__testUtils__/TutorialShell';

jest.setTimeout(900_000);

const ROOT = path.resolve(__dirname, '../../../..');
const PAGE = path.join(ROOT, 'docs/your-driver-in-ten-minutes.md');
const KERNEL = '5.14.0-391.el9';

/** Does what docs/your-driver-in-ten-minutes.md says: the form, then every command, in order. */
describe('docs/your-driver-in-ten-minutes.md', () => {
  let lab: Lab;
  let shell: TutorialShell;
  let form: Step;
  let steps: Step[];
  /** So that every run begins without the repository and its images. */
  const group = `tutorial-${randomBytes(6).toString('hex')}`;
  let toolkit: string;

  /** What the page says, on the lab. */
  const here = (said: string) =>
    said
      .replaceAll(
        'https://git.example.com/drivers/acme-nic.git',
        `${lab.forge}/drivers/${group}.git acme-nic`,
      )
      .replaceAll('git.example.com', new URL(lab.forge).host)
      .replaceAll('registry.example.com/drivers', `${lab.registry}/${group}`);

  beforeAll(async () => {
    lab = await readLab();
    shell = await TutorialShell.open(lab);
    [form, ...steps] = readTutorial(await readFile(PAGE, 'utf8'));
    toolkit = `${lab.registry}/${group}/driver-toolkit`;
    await shell.run(
      `podman build --build-arg KERNEL_VERSION=${KERNEL} --build-arg BASE_IMAGE=${lab.baseImage} --tag ${toolkit}:${KERNEL} --file '${ROOT}/Dockerfile' '${ROOT}'
       podman push --digestfile digest ${toolkit}:${KERNEL}`,
    );
  });

  afterAll(async () => {
    await shell?.run(
      `cd
       podman images --format '{{.Repository}}:{{.Tag}}' --filter reference='*/${group}/*' | xargs --no-run-if-empty podman rmi --force`,
    );
    await shell?.close();
  });

  /** The template's output for the page's form, pushed to the forge as the template does. */
  async function fillForm(): Promise<void> {
    const digest = await readFile(path.join(shell.home, 'digest'), 'utf8');
    const reference = `${toolkit}:${KERNEL}`;
    const values = parse(here(form.text));
    const scaffolder = await startScaffolder({
      api: driverToolkitApi({
        kernels: [kernel({ images: [kernelImage({ reference, digest })] })],
        images: [image({ reference, digest })],
      }),
      catalog: catalogServiceMock.factory({
        entities: [
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Resource',
            metadata: {
              name: values.kernel.split('/')[1],
              annotations: {
                'driver-toolkit/kernel': `centos-stream-9/${KERNEL}`,
              },
            },
            spec: { type: 'kernel', owner: 'group:default/platform' },
          },
        ],
      }),
      config: {
        integrations: {
          gitea: [{ host: new URL(lab.forge).host, baseUrl: lab.forge }],
        },
      },
    });
    const folder = path.join(shell.home, 'created');
    try {
      const { files } = await scaffolder.dryRun(
        path.join(ROOT, 'templates/driver-container'),
        values,
      );
      for (const [name, { content, executable }] of files) {
        const file = path.join(folder, name);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, content);
        await chmod(file, executable ? 0o755 : 0o644);
      }
    } finally {
      await scaffolder.stop();
    }
    const answer = await fetch(`${lab.forge}/api/v1/orgs/drivers/repos`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa('lab-forge:loopback-only')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ name: group }),
    });
    expect(answer.status).toBe(201);
    await shell.run(
      `(cd created && git init --quiet && git add . && git commit --quiet --message First && git push --quiet ${lab.forge}/drivers/${group}.git HEAD:main)`,
    );
  }

  it('has commands that work, and what they print', async () => {
    await fillForm();
    let printed = '';
    const missing: string[] = [];
    const done = { commands: 0, printed: 0, files: 0 };
    for (const { language, text, path: file } of steps) {
      const lines = text.trim().split('\n');
      if (file !== undefined) {
        await shell.write(file, here(text));
        done.files++;
      } else if (language === 'sh') {
        printed = await shell.run(here(text));
        done.commands += lines.length;
      } else {
        const said = printed;
        missing.push(...lines.filter(line => !said.includes(line)));
        done.printed += lines.length;
      }
    }
    expect(missing).toEqual([]);
    expect(done).toEqual({ commands: 16, printed: 6, files: 2 });

    // What the reader has at the end.
    const tags = await fetch(
      `http://${lab.registry}/v2/${group}/acme-nic/tags/list`,
    );
    expect(await tags.json()).toMatchObject({ tags: [`${KERNEL}.x86_64`] });
    const pushed = await shell.run('git status --short --branch');
    expect(pushed).toContain('## main...origin/main');
    expect(pushed).not.toContain('ahead');
  });

  it('has a test of the image that finds modules of another kernel', async () => {
    const other = '5.14.0-404.el9.x86_64';
    const built = `${lab.registry}/${group}/acme-nic:${KERNEL}.x86_64`;
    const wrong = `${lab.registry}/${group}/wrong`;
    await shell.write(
      'Containerfile.wrong',
      `FROM ${built}\nCOPY --from=${built} /opt/lib/modules/${KERNEL}.x86_64 /opt/lib/modules/${other}\n`,
    );
    await shell.run(`podman build --file Containerfile.wrong --tag ${wrong} .`);
    await expect(
      shell.run(`bash tests/image.sh ${wrong} ${other}`),
    ).rejects.toThrow(
      `error: a module in ${wrong} was built for ${KERNEL}.x86_64, not for ${other}`,
    );
  });
});

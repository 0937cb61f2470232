import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { ArchitectureMatrixEntry } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { installTools } from './installTools';
import { runScript } from './runScript';
import { Workflow } from './Workflow';

const REPOSITORIES = ['BaseOS', 'AppStream', 'RT'];

interface Lab {
  registry: string;
  mirror: string;
  baseImage: string;
  env: Record<string, string>;
}

/** A workflow's scripts, run one after the other on the lab's mirror, registry and podman. */
export class Pipeline {
  readonly #env: Record<string, string>;
  /** A fresh repository, so that every run begins without images. */
  readonly #image: string;

  static async create(example: string): Promise<Pipeline> {
    const file = process.env.DRIVER_TOOLKIT_LAB;
    if (!file) {
      throw new Error(
        'This test needs the lab: run it through `npm test`, or start one with `npm run lab -- up` and set DRIVER_TOOLKIT_LAB to its lab.json.',
      );
    }
    const lab: Lab = JSON.parse(await readFile(file, 'utf8'));
    const folder = await mkdtemp(join(tmpdir(), 'driver-toolkit-pipeline-'));
    const pipeline = new Pipeline(Workflow.read(example), lab, folder);
    await installTools(folder, lab);
    await writeFile(
      join(folder, 'app-config.yaml'),
      JSON.stringify(pipeline.#configuration()),
    );
    return pipeline;
  }

  readonly #workflow: Workflow;
  readonly #lab: Lab;

  private constructor(workflow: Workflow, lab: Lab, readonly folder: string) {
    this.#workflow = workflow;
    this.#lab = lab;

    this.#image = `${lab.registry}/example-${randomBytes(6).toString('hex')}`;
    this.#env = {
      ...lab.env,
      ...workflow.env,
      PATH: [folder, dirname(process.execPath), process.env.PATH].join(
        delimiter,
      ),
      HOME: folder,
      REGISTRY_AUTH_FILE: join(folder, 'auth.json'),
      REGISTRY_USERNAME: 'robot',
      REGISTRY_PASSWORD: 'unused by a registry without authentication',
    };
  }

  /** The first job's answer. */
  async findMissing(): Promise<{
    versions: string[];
    include: ArchitectureMatrixEntry[];
  }> {
    const output = join(this.folder, 'output');
    await writeFile(output, '');
    await this.#step('matrix', 'Find out what is missing', this.folder, {
      ALL: 'false',
      GITHUB_OUTPUT: output,
    });
    const [, json] =
      /^matrix=(.+)\n$/.exec(await readFile(output, 'utf8')) ?? [];
    return JSON.parse(json);
  }

  /** All scripts of a job. */
  async run(job: string, cwd: string, env: Record<string, string>) {
    for (const { name, run } of this.#workflow.jobs[job].steps) {
      if (name !== undefined && run !== undefined) {
        await this.#step(job, name, cwd, env);
      }
    }
  }

  /** @returns the digest of the single image that the tag names now */
  async pushEmptyImage(reference: string, architecture: string) {
    const folder = join(this.folder, 'empty');
    await mkdir(folder);
    await writeFile(
      join(folder, 'Dockerfile'),
      'FROM scratch\nLABEL empty=yes\n',
    );
    await this.#script(
      `podman build --platform linux/${architecture} --tag "$IMAGE-empty" .
       podman push --digestfile digest "$IMAGE-empty" "docker://$IMAGE"
       podman rmi "$IMAGE-empty"`,
      folder,
      { IMAGE: reference },
    );
    return await readFile(join(folder, 'digest'), 'utf8');
  }

  /** The parts of a tag's manifest list. */
  async readList(reference: string) {
    const [, path, tag] = /^[^/]+\/(.+):([^:]+)$/.exec(reference) ?? [];
    const answer = await fetch(
      `http://${this.#lab.registry}/v2/${path}/manifests/${tag}`,
      { headers: { accept: 'application/vnd.oci.image.index.v1+json' } },
    );
    const { manifests }: { manifests: Manifest[] } = await answer.json();
    return manifests.map(({ digest, platform: { architecture } }) => ({
      architecture,
      digest,
    }));
  }

  /** Also removes the pipeline's images from podman's storage. */
  async remove(): Promise<void> {
    await this.#script(
      `podman manifest rm list
       podman images --format '{{.Repository}}:{{.Tag}}' --filter reference="$IMAGE" |
         xargs --no-run-if-empty podman rmi`,
      this.folder,
      { IMAGE: this.#image },
    );
    await rm(this.folder, { recursive: true });
  }

  #configuration() {
    const lab = this.#lab;
    const workflow = this.#workflow;
    const image = this.#image;
    return {
      driverToolkit: {
        kernelSources: [
          {
            id: workflow.env.KERNEL_SOURCE,
            type: 'rpm',
            repositories: REPOSITORIES.map(name => ({
              url: `${lab.mirror}/9-stream/${name}/$arch/os/`,
              optional: name === 'RT',
            })),
            architectures: ['x86_64'],
            keepLatest: 1,
          },
        ],
        imageRepositories: [
          { id: workflow.env.IMAGE_REPOSITORY, image, insecure: true },
        ],
        toolkit: { baseImage: lab.baseImage },
      },
    };
  }

  async #step(
    job: string,
    name: string,
    cwd: string,
    env: Record<string, string>,
  ): Promise<void> {
    await this.#script(this.#workflow.script(job, name), cwd, env);
  }

  async #script(
    script: string,
    cwd: string,
    env: Record<string, string>,
  ): Promise<void> {
    const { code, stdout, stderr } = await runScript(script, {
      cwd,
      env: { ...this.#env, RUNNER_TEMP: cwd, ...env },
    });
    if (code !== 0) {
      throw new Error(`Exit code ${code} of\n${script}\n${stdout}${stderr}`);
    }
  }
}

interface Manifest {
  digest: string;
  platform: { architecture: string };
}

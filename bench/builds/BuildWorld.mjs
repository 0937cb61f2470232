import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { addKernel } from '../../lab/Lab.mjs';
import { prepareEmptyLab } from '../../scripts/bootstrap/prepareEmptyLab.mjs';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const SCHEDULE = { frequency: 'P7D', timeout: 'PT10M' };
const FINISHED = ['succeeded', 'failed', 'cancelled'];
/** How long to wait after gigabytes of images were removed, because the disk removes them in the background. */
const SETTLING_MS = 10_000;
/** The lab has three, and one that is prepared. */
const FOURTH_KERNEL = '5.14.0-432.el9';

/** Newest first. */
export const KERNELS = [
  FOURTH_KERNEL,
  '5.14.0-427.el9',
  '5.14.0-404.el9',
  '5.14.0-391.el9',
];
export const SOURCE = 'bench';
export const REPOSITORY = 'registry';
export const CONTAINERFILE = join(root, 'Dockerfile');

/**
 * @import { LabState } from '../../lab/labState.mjs'
 * @import { Surroundings } from '../../scripts/bootstrap/prepareNode.mjs'
 * @import { Backend } from '../backend/startBackend.mjs'
 */

/** A separate lab with four kernels, for builds through the portal and by hand. */
export class BuildWorld {
  /** @param {Surroundings} surroundings */
  static async start({ progress, teardown }) {
    const lab = await prepareEmptyLab({
      home: join(root, '.cache/lab/bench'),
      ports: { registry: 5058, mirror: 8098, forge: 3058 },
      // Real sizes for the packages that all kernels share or that each kernel installs.
      toolFiles: true,
      progress,
      teardown,
    });
    await addKernel(lab, FOURTH_KERNEL);
    return new BuildWorld(lab);
  }

  /** @param {LabState} lab */
  constructor(lab) {
    this.lab = lab;
    /** @type {NodeJS.ProcessEnv} */
    this.env = { ...process.env, ...lab.env };
    this.packages = join(lab.home, 'packages');
  }

  /**
   * Empties the storages of podman and of the portal's builder, except for the base image, and the package cache, like
   * a builder that has built nothing yet.
   */
  async forgetBuilds() {
    await rm(this.packages, { recursive: true, force: true });
    const toolkits = join(
      this.lab.home,
      'containers/driver-toolkit/local/toolkits/storage.conf',
    );
    // The portal creates its own in the first round, which only warms up.
    const storages = [
      String(this.env.CONTAINERS_STORAGE_CONF),
      toolkits,
    ].filter(file => existsSync(file));
    for (const CONTAINERS_STORAGE_CONF of storages) {
      const env = { ...this.env, CONTAINERS_STORAGE_CONF };
      await this.podman(['rmi', '--all', '--force'], { env });
      await this.podman(['pull', '--tls-verify=false', this.lab.baseImage], {
        env,
      });
    }
    await run('sync');
    await delay(SETTLING_MS);
  }

  /**
   * @param {string[]} args
   * @param {object} [options]
   * @param {boolean} [options.mayFail]
   * @param {number | 'ignore'} [options.output] the file for standard output
   * @param {NodeJS.ProcessEnv} [options.env] default: the lab's
   * @returns {Promise<number>} seconds
   */
  async podman(
    args,
    { mayFail = false, output = 'ignore', env = this.env } = {},
  ) {
    const started = performance.now();
    const child = spawn('podman', args, {
      env,
      stdio: ['ignore', output, 'pipe'],
    });
    let tail = '';
    child.stderr?.on('data', data => {
      tail = `${tail}${data}`.slice(-4000);
    });
    const [code] = await once(child, 'close');
    if (code !== 0 && !mayFail) {
      throw new Error(`podman ${args.join(' ')} exited with ${code}: ${tail}`);
    }
    return (performance.now() - started) / 1000;
  }

  /**
   * Builds and pushes an image by hand.
   *
   * @param {{ containerfile: string, kernel: string, image: string, output?: number }} options
   * @returns {Promise<number>} seconds
   */
  async buildByHand({ containerfile, kernel, image, output }) {
    const built = await this.podman(
      [
        'build',
        '--network=host',
        `--build-arg=BASE_IMAGE=${this.lab.baseImage}`,
        `--build-arg=KERNEL_VERSION=${kernel}`,
        `--tag=${image}`,
        `--file=${containerfile}`,
        root,
      ],
      { output },
    );
    return built + (await this.podman(['push', '--tls-verify=false', image]));
  }

  /**
   * `driverToolkit` of a backend that builds here.
   *
   * @param {{ repository: string, containerfile?: string, concurrency?: number } & Record<string, unknown>} options
   */
  configuration({
    repository,
    containerfile = CONTAINERFILE,
    concurrency = 1,
    ...rest
  }) {
    const { mirror, baseImage, registry } = this.lab;
    return {
      kernelSources: [
        {
          id: SOURCE,
          type: 'rpm',
          repositories: [
            `${mirror}/9-stream/BaseOS/$arch/os/`,
            `${mirror}/9-stream/AppStream/$arch/os/`,
            { url: `${mirror}/9-stream/RT/$arch/os/`, optional: true },
          ],
          architectures: ['x86_64'],
          schedule: SCHEDULE,
        },
      ],
      imageRepositories: [
        {
          id: REPOSITORY,
          image: `${registry}/${repository}`,
          kernelSources: [SOURCE],
          push: true,
          insecure: true,
          schedule: SCHEDULE,
        },
      ],
      toolkit: { containerfile, baseImage },
      builders: [
        {
          id: 'local',
          type: 'podman',
          architectures: ['x86_64'],
          concurrency,
          extraArguments: ['--network=host'],
          packageCache: { path: this.packages },
        },
      ],
      ...rest,
    };
  }
}

/**
 * Requests the toolkit of a kernel.
 *
 * @param {Backend} backend
 * @param {string} kernel
 * @returns {Promise<{ id: string }>} the queued build
 */
export async function requestBuild({ post }, kernel) {
  const { items, ...build } = await post('/driver-toolkit/builds', {
    type: 'toolkit',
    source: SOURCE,
    kernel,
    repository: REPOSITORY,
  });
  return items?.[0] ?? build;
}

/**
 * @param {Backend} backend
 * @param {string} id
 * @param {string[]} states states to wait for; by default, all final ones
 * @param {number} pollMs polling takes processor time from the build
 * @returns {Promise<{ state: string, createdAt: string, finishedAt: string }>} the build
 */
export async function untilState({ get }, id, states = FINISHED, pollMs = 25) {
  for (;;) {
    const build = await get(`/driver-toolkit/builds/${id}`);
    if (states.includes(build.state)) {
      return build;
    }
    if (FINISHED.includes(build.state)) {
      throw new Error(
        `Build ${id} has ${build.state}: ${build.error?.message}`,
      );
    }
    await delay(pollMs);
  }
}

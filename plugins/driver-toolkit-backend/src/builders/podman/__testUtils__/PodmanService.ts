import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LabState } from '../../../__testUtils__/lab';

/** Name of its podman system connection. */
const CONNECTION = 'remote';
const START_TIMEOUT_MS = 30_000;

/** The lab's podman behind a socket, as if on another machine. */
export class PodmanService {
  readonly connection = CONNECTION;
  /** A containers.conf that has the connection. */
  readonly configuration: string;
  readonly #folder: string;
  readonly #process: ChildProcess;

  static async start(lab: LabState): Promise<PodmanService> {
    // A short path, because a socket's path has at most 107 bytes.
    const folder = await mkdtemp(join(tmpdir(), 'podman-service-'));
    const socket = join(folder, 'podman.sock');
    const configuration = join(folder, 'containers.conf');
    await writeFile(
      configuration,
      `${await readFile(lab.env.CONTAINERS_CONF, 'utf8')}
[engine.service_destinations.${CONNECTION}]
uri = "unix://${socket}"
`,
    );
    const service = new PodmanService(
      folder,
      configuration,
      spawn('podman', ['system', 'service', '--time=0', `unix://${socket}`], {
        env: { ...process.env, ...lab.env },
        stdio: 'ignore',
      }),
    );
    await service.#listening(socket);
    return service;
  }

  private constructor(
    folder: string,
    configuration: string,
    process: ChildProcess,
  ) {
    this.#folder = folder;
    this.configuration = configuration;
    this.#process = process;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const exit = once(this.#process, 'exit');
      this.#process.kill('SIGTERM');
      await exit;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #listening(socket: string): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    const isThere = () =>
      access(socket).then(
        () => true,
        () => false,
      );
    while (!(await isThere())) {
      if (performance.now() > deadline) {
        await this.stop();
        throw new Error('podman system service did not open its socket');
      }
      await delay(20);
    }
  }
}

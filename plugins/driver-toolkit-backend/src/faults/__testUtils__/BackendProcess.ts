import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  DriverToolkitClient,
  type Build,
  type BuildEvent,
  type DriverToolkitApi,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

const START_MS = 60_000;
const POLL_MS = 50;
const KEPT_OUTPUT = 16 * 1024;

/** A whole backend in a process of its own, defined by `backend.ts`. */
export class BackendProcess {
  readonly api: DriverToolkitApi;
  readonly #child: ChildProcess;
  readonly #url: string;
  readonly #loaded: Promise<unknown>;
  #output = '';

  /**
   * Spawns a process that loads a backend's modules and waits for
   * {@link BackendProcess.start}.
   *
   * @param configFile - has no port: the backend gets a free one
   */
  static async spawn(options: {
    configFile: string;
    token: string;
    env: NodeJS.ProcessEnv;
  }): Promise<BackendProcess> {
    return new BackendProcess({ ...options, port: await freePort() });
  }

  private constructor(options: {
    configFile: string;
    token: string;
    env: NodeJS.ProcessEnv;
    port: number;
  }) {
    const { port, token } = options;
    this.#url = `http://127.0.0.1:${port}`;
    this.#child = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        resolve(__dirname, 'backend.ts'),
        ...['--config', options.configFile],
      ],
      {
        env: {
          ...options.env,
          NODE_ENV: 'production',
          APP_CONFIG_backend_baseUrl: this.#url,
          APP_CONFIG_backend_listen_port: String(port),
        },
        stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
      },
    );
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.on('data', chunk => {
        this.#output = `${this.#output}${chunk}`.slice(-KEPT_OUTPUT);
      });
    }
    this.#loaded = Promise.race([
      once(this.#child, 'message'),
      once(this.#child, 'exit'),
    ]);
    this.api = DriverToolkitClient.create({
      discoveryApi: {
        getBaseUrl: async plugin => `${this.#url}/api/${plugin}`,
      },
      fetchApi: {
        fetch: async (input, init) => {
          const request = new Request(input, init);
          request.headers.set('authorization', `Bearer ${token}`);
          return fetch(request);
        },
      },
    });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Starts the backend and waits until it answers. */
  async start(): Promise<this> {
    await this.#loaded;
    this.#child.stdin!.write('start\n');
    const deadline = Date.now() + START_MS;
    const ready = `${this.#url}/.backstage/health/v1/readiness`;
    while (!(await fetch(ready).catch(() => undefined))?.ok) {
      if (this.#hasEnded || Date.now() > deadline) {
        throw new Error(`The backend does not start: ${this.#output}`);
      }
      await delay(POLL_MS);
    }
    return this;
  }

  /** Kills it with SIGKILL: it cannot clean up. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  /** Resolves when the process has ended by itself. */
  async ended(): Promise<void> {
    if (!this.#hasEnded) {
      await once(this.#child, 'exit');
    }
  }

  /**
   * Follows a build's log and states, to its end or until a condition holds.
   */
  async follow(
    id: string,
    until?: (event: BuildEvent) => boolean,
  ): Promise<{ build: Build; lines: string[]; states: string[] }> {
    const events: BuildEvent[] = [];
    for await (const event of this.api.followBuild(id)) {
      events.push(event);
      if (until?.(event)) {
        break;
      }
    }
    return {
      build: await this.api.getBuild(id),
      lines: events.flatMap(e => (e.type === 'log' ? [e.line.line] : [])),
      states: events.flatMap(e => (e.type === 'state' ? [e.build.state] : [])),
    };
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (!this.#hasEnded) {
      const exited = once(this.#child, 'exit');
      this.#child.kill(signal);
      await exited;
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

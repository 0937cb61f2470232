import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const SERVE = resolve(__dirname, '../../../../../scripts/postgres/serve.mjs');

/** A private PostgreSQL server that the test can stop and start. */
export class PostgresProcess {
  /** The connection string of its superuser. */
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  static async start(): Promise<PostgresProcess> {
    const child = spawn(process.execPath, [SERVE], {
      // PostgreSQL's user must be able to enter the cluster's folder.
      env: { ...process.env, TMPDIR: undefined },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout })[
      Symbol.asyncIterator
    ]();
    const { value, done } = await lines.next();
    if (done) {
      throw new Error('PostgreSQL does not start.');
    }
    return new PostgresProcess(child, lines, value);
  }

  private constructor(
    child: ChildProcess,
    lines: AsyncIterator<string>,
    url: string,
  ) {
    this.#child = child;
    this.#lines = lines;
    this.url = url;
  }

  /** Ends all connections, and accepts none until it is started again. */
  async stopServer(): Promise<void> {
    await this.#do('stop');
  }

  async startServer(): Promise<void> {
    await this.#do('start');
  }

  /** Stops the server and deletes its cluster. */
  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.stdin!.end();
    await exited;
  }

  async #do(command: 'stop' | 'start'): Promise<void> {
    this.#child.stdin!.write(`${command}\n`);
    const { done } = await this.#lines.next();
    if (done) {
      throw new Error(`PostgreSQL could not ${command}.`);
    }
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const SERVE = resolve(__dirname, '../../../../../scripts/postgres/serve.mjs');

/** A PostgreSQL server of the test's own, which can be stopped and started. */
export class PostgresProcess {
  /** The connection string of its superuser. */
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  static async start(): Promise<PostgresProcess> {
    const child = spawn(process.execPath, [SERVE], {
      // Its cluster's folder must be one that PostgreSQL's own user can enter.
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

  /** Ends every connection, and takes none until it is started again. */
  async stopServer(): Promise<void> {
    await this.#do('stop');
  }

  async startServer(): Promise<void> {
    await this.#do('start');
  }

  /** Stops it for good, its cluster with it. */
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

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Knex } from 'knex';

/** A backend's queue in a process of its own, defined by `replica.ts`. */
export class ReplicaProcess {
  readonly name: string;
  readonly #child: ChildProcess;

  constructor(name: string, database: Knex.Config) {
    this.name = name;
    this.#child = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        resolve(__dirname, 'replica.ts'),
      ],
      {
        env: { ...process.env, REPLICA: JSON.stringify({ name, database }) },
        stdio: ['pipe', 'ignore', 'inherit'],
      },
    );
  }

  /** Kills it with SIGKILL: it cannot clean up. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, 'exit');
      this.#child.kill(signal);
      await exited;
    }
  }
}

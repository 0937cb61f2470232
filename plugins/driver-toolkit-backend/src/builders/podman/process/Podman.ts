import { text } from 'node:stream/consumers';
import { ServiceUnavailableError } from '@backstage/errors';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { podmanComplaint } from '../failures/podmanComplaint';
import { describeExit } from './describeExit';
import { podmanEnvironment } from './podmanEnvironment';
import { runPodman, type PodmanExit, type PodmanRun } from './runPodman';

/** Runs a podman query with these arguments; returns standard output. */
export type PodmanQuery = (args: readonly string[]) => Promise<string>;

/** Timeout for calls that a healthy machine answers at once. */
const QUERY_TIMEOUT_MS = 60_000;
/** Short, because a query has nothing to clean up. */
const QUERY_GRACE_MS = 2_000;

/** The podman command with the options of one builder. */
export class Podman {
  /** The podman system connection, if any. */
  readonly connection?: string;
  readonly #temporaryDirectory: string;
  readonly #queryTimeoutMs: number;
  readonly #environment: NodeJS.ProcessEnv;
  /**
   * Shared by all copies from {@link with}: an answer to one counts for all.
   */
  readonly #answer: { at: number };

  constructor(options: {
    connection?: string;
    temporaryDirectory: string;
    queryTimeoutMs?: number;
    /** Added to podman's part of the backend's environment. */
    environment?: NodeJS.ProcessEnv;
    answer?: { at: number };
  }) {
    this.connection = options.connection;
    this.#temporaryDirectory = options.temporaryDirectory;
    this.#queryTimeoutMs = options.queryTimeoutMs ?? QUERY_TIMEOUT_MS;
    this.#environment = options.environment ?? {};
    this.#answer = options.answer ?? { at: -Infinity };
  }

  /** A copy with more environment variables. */
  with(environment: NodeJS.ProcessEnv): Podman {
    return new Podman({
      connection: this.connection,
      temporaryDirectory: this.#temporaryDirectory,
      queryTimeoutMs: this.#queryTimeoutMs,
      environment: { ...this.#environment, ...environment },
      answer: this.#answer,
    });
  }

  /** `performance.now()` at its last successful run. */
  get answeredAt(): number {
    return this.#answer.at;
  }

  /** @param run - `environment` is added to this podman's environment */
  async run(
    run: Omit<PodmanRun, 'environment'> & { environment?: NodeJS.ProcessEnv },
  ): Promise<PodmanExit> {
    const exit = await runPodman({
      ...run,
      arguments: [
        ...(this.connection ? ['--connection', this.connection] : []),
        ...run.arguments,
      ],
      environment: {
        ...podmanEnvironment(process.env),
        TMPDIR: this.#temporaryDirectory,
        ...this.#environment,
        ...run.environment,
      },
    });
    if (exit.exitCode === 0) {
      this.#answer.at = performance.now();
    }
    return exit;
  }

  /**
   * Runs a command for its standard output.
   *
   * @throws ServiceUnavailableError if podman does not answer and there is no
   * signal; BuildFailedError if it fails
   */
  async query(args: readonly string[], signal?: AbortSignal): Promise<string> {
    const deadline = new AbortController();
    const timer = setTimeout(
      () =>
        deadline.abort(
          new ServiceUnavailableError(
            `podman did not answer within ${this.#queryTimeoutMs / 1000} s`,
          ),
        ),
      this.#queryTimeoutMs,
    );
    let output = '';
    try {
      const exit = await this.run({
        arguments: args,
        signal: signal ?? deadline.signal,
        graceMs: QUERY_GRACE_MS,
        onOutput: async stream => {
          output = await text(stream);
        },
      });
      if (exit.exitCode !== 0) {
        throw new BuildFailedError(
          `podman ${args[0]} failed: ${
            podmanComplaint(exit.stderr)?.reason ?? describeExit(exit)
          }`,
        );
      }
      return output;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** podman's last line, without its prefix. */
export function lastLine(output: string): string {
  return output
    .trim()
    .split('\n')
    .pop()!
    .replace(/^Error: /, '');
}

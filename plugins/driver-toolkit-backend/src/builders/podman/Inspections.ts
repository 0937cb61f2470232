import type { BuilderInspection } from '../Builder';
import { inspectPodman } from './inspectPodman';
import { findLocalPodman, type LocalPodman } from './localPodman';
import type { PodmanQuery } from './Podman';

const KEPT_MS = 5_000;

/** Asks podman for its state once for all who ask at about the same time. */
export class Inspections {
  readonly #query: PodmanQuery;
  #latest?: Promise<string>;

  constructor(query: PodmanQuery) {
    this.#query = query;
  }

  /** At most a few seconds old. */
  current(): Promise<BuilderInspection> {
    return inspectPodman(args => this.#kept(args));
  }

  /** As {@link findLocalPodman}, at most a few seconds old. */
  local(): Promise<LocalPodman | undefined> {
    return findLocalPodman(args => this.#kept(args));
  }

  /** Both of them ask the same. */
  #kept(args: readonly string[]): Promise<string> {
    this.#latest ??= this.#query(args).finally(() => {
      setTimeout(() => {
        this.#latest = undefined;
      }, KEPT_MS).unref();
    });
    return this.#latest;
  }
}

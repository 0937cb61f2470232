import type { BuilderInspection } from '../Builder';
import { inspectPodman } from './inspectPodman';
import type { PodmanQuery } from './Podman';

const KEPT_MS = 5_000;

/** Asks podman for its state once for all who ask at about the same time. */
export class Inspections {
  readonly #query: PodmanQuery;
  #latest?: Promise<BuilderInspection>;

  constructor(query: PodmanQuery) {
    this.#query = query;
  }

  /** At most a few seconds old. */
  current(): Promise<BuilderInspection> {
    this.#latest ??= this.#inspect();
    return this.#latest;
  }

  async #inspect(): Promise<BuilderInspection> {
    const inspection = await inspectPodman(this.#query);
    setTimeout(() => {
      this.#latest = undefined;
    }, KEPT_MS).unref();
    return inspection;
  }
}

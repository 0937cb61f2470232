import type { BuilderInspection } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { inspectPodman } from '../inspectPodman';
import { findLocalPodman, type LocalPodman } from '../localPodman';
import type { Podman } from '../process/Podman';

const KEPT_MS = 5_000;
/** `podman info` asks the package manager for versions, which takes long. */
const INFO_KEPT_MS = 10 * 60_000;

type InspectedPodman = Pick<Podman, 'query' | 'answeredAt' | 'connection'>;

/**
 * Shares podman's state between callers that ask at about the same time. It
 * reads podman's setup again from time to time, and as soon as something is
 * wrong.
 */
export class Inspections {
  readonly #podman: InspectedPodman;
  readonly #storage?: string;
  #current?: Promise<BuilderInspection>;
  #info?: Promise<string>;

  /**
   * @param storage - the images' folder, if not beside podman's default storage
   */
  constructor(podman: InspectedPodman, storage?: string) {
    this.#podman = podman;
    this.#storage = storage;
  }

  /** The state, at most a few seconds old. */
  current(): Promise<BuilderInspection> {
    this.#current ??= this.#inspect().finally(() => {
      setTimeout(() => {
        this.#current = undefined;
      }, KEPT_MS).unref();
    });
    return this.#current;
  }

  /** Like {@link findLocalPodman}. */
  local(): Promise<LocalPodman | undefined> {
    return findLocalPodman(args => this.#known(args));
  }

  async #inspect(): Promise<BuilderInspection> {
    const isKnown = this.#info !== undefined;
    const silence = performance.now() - this.#podman.answeredAt;
    const inspection = await inspectPodman(
      async args => {
        if (isKnown && silence >= KEPT_MS) {
          // This command needs everything that a build needs.
          await this.#podman.query(['ps', '--quiet']);
        }
        return this.#known(args);
      },
      { connection: this.#podman.connection, storage: this.#storage },
    );
    if (inspection.problems.length > 0) {
      this.#info = undefined;
    }
    return inspection;
  }

  #known(args: readonly string[]): Promise<string> {
    if (!this.#info) {
      const info = this.#podman.query(args);
      const forget = () => {
        if (this.#info === info) {
          this.#info = undefined;
        }
      };
      info.then(() => setTimeout(forget, INFO_KEPT_MS).unref(), forget);
      this.#info = info;
    }
    return this.#info;
  }
}

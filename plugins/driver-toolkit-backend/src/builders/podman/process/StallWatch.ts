import {
  commandLineOf,
  cpuTicksOf,
  descendantsOf,
  listLocks,
} from '../../../machine/processTree';
import { runtimesOf } from './runtimesOf';

/** How long podman may do nothing before it counts as stalled. */
const STALL_MS = 60_000;
/** Checks in that time. */
const LOOKS = 6;
/** Share of one processor: an endless retry takes a little. */
const IDLE_SHARE = 0.02;
/** proc(5): ticks per second, on every Linux. */
const TICKS_PER_SECOND = 100;
/** Characters shown of another process's command. */
const SHOWN_COMMAND = 120;

/**
 * Distinguishes a stalled podman from a slow one: it writes nothing, uses no
 * processor time, runs no step, and waits for a lock of its storage or holds
 * one. Reports each stall once.
 */
export class StallWatch {
  readonly #podman: number;
  readonly #stallMs: number;
  readonly #tell: (line: string) => void;
  readonly #timer: NodeJS.Timeout;
  #since: number;
  #ticks: number;
  #isTold = false;
  #hasWritten = false;

  /**
   * @param podman - id of its process
   * @param tell - gets a sentence for the build's log
   */
  constructor(
    podman: number,
    tell: (line: string) => void,
    stallMs: number = STALL_MS,
  ) {
    this.#podman = podman;
    this.#tell = tell;
    this.#stallMs = stallMs;
    this.#since = performance.now();
    this.#ticks = this.#cpuTicks();
    this.#timer = setInterval(() => this.#look(), stallMs / LOOKS).unref();
  }

  /** Called with everything that podman writes: often, so it must be cheap. */
  onOutput(): void {
    this.#hasWritten = true;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #begin(): void {
    this.#since = performance.now();
    this.#ticks = this.#cpuTicks();
    this.#isTold = false;
    this.#hasWritten = false;
  }

  #look(): void {
    const seconds = (performance.now() - this.#since) / 1000;
    const busy = (this.#cpuTicks() - this.#ticks) / TICKS_PER_SECOND;
    if (
      this.#hasWritten ||
      busy > seconds * IDLE_SHARE ||
      runtimesOf(this.#podman).length > 0
    ) {
      this.#begin();
    } else if (seconds * 1000 >= this.#stallMs && !this.#isTold) {
      const why = this.#describeLocks();
      if (why !== undefined) {
        this.#isTold = true;
        this.#tell(
          `podman has done nothing for ${Math.round(
            seconds,
          )} s: ${why} Cancel the build if it does not continue.`,
        );
      }
    }
  }

  /** Why it may have stalled; undefined if no lock is involved. */
  #describeLocks(): string | undefined {
    const own = [this.#podman, ...descendantsOf(this.#podman)];
    const locks = listLocks();
    const wanted = locks.find(
      lock => lock.isWaited && own.includes(lock.process),
    );
    if (wanted) {
      const holder = locks.find(
        lock => !lock.isWaited && lock.id === wanted.id,
      )?.process;
      return `it waits for a lock of its storage, which ${
        holder === undefined
          ? 'another process holds'
          : `process ${holder} holds (${commandLineOf(holder).slice(
              0,
              SHOWN_COMMAND,
            )})`
      }.`;
    }
    return locks.some(lock => lock.isWrite && own.includes(lock.process))
      ? 'it holds a lock of its storage and does nothing.'
      : undefined;
  }

  #cpuTicks(): number {
    return [this.#podman, ...descendantsOf(this.#podman)]
      .map(cpuTicksOf)
      .reduce((sum, ticks) => sum + ticks, 0);
  }
}

import type { LoggerService } from '@backstage/backend-plugin-api';
import { CustomErrorBase, stringifyError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import type { MaintenanceRun } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuildHistory } from '../database/builds/BuildHistory';
import type {
  MaintenanceReport,
  MaintenanceRunStore,
} from '../database/libraries/MaintenanceRunStore';
import type { SourceRefresher } from '../index/SourceRefresher';
import type { IndexMemory } from '../index/state/IndexMemory';
import type { ToolkitInputReader } from '../index/toolkitInputs/ToolkitInputReader';
import { doubtOf } from './doubtOf';
import { findWanted } from './findWanted';
import { libraryName, type Library } from './Library';
import { queueWanted, type RequestBuild } from './queueWanted';
import type { TagRetention } from './TagRetention';

/** Time beyond a run's timeout after which its backend counts as dead. */
const GRACE_MS = 60_000;

/** Reading the inputs of images must not delay a run. */
const INPUTS_TIMEOUT_MS = 20_000;

/**
 * Maintains libraries: queues missing images, deletes old ones, and reports.
 */
export class Maintainer {
  readonly #runs: MaintenanceRunStore;
  readonly #reader: IndexMemory;
  readonly #refresher: Pick<SourceRefresher, 'refresh'>;
  readonly #inputs: Pick<ToolkitInputReader, 'inputs' | 'refresh'>;
  readonly #history: BuildHistory;
  readonly #retention: TagRetention;
  readonly #requestBuild: RequestBuild;
  readonly #logger: LoggerService;

  constructor(options: {
    runs: MaintenanceRunStore;
    reader: IndexMemory;
    refresher: Pick<SourceRefresher, 'refresh'>;
    inputs: Pick<ToolkitInputReader, 'inputs' | 'refresh'>;
    history: BuildHistory;
    retention: TagRetention;
    requestBuild: RequestBuild;
    logger: LoggerService;
  }) {
    this.#runs = options.runs;
    this.#reader = options.reader;
    this.#refresher = options.refresher;
    this.#inputs = options.inputs;
    this.#history = options.history;
    this.#retention = options.retention;
    this.#requestBuild = options.requestBuild;
    this.#logger = options.logger;
  }

  /**
   * Runs once over a library. The report has what the run did, even if it
   * failed.
   *
   * @throws ConflictError while another run of the library is active
   * @throws the error that stopped the run
   */
  async run(
    library: Library,
    options: { requestedBy: string; signal: AbortSignal },
  ): Promise<MaintenanceRun> {
    const name = libraryName(library.config);
    const timeout = durationToMilliseconds(library.config.schedule.timeout);
    const signal = AbortSignal.any([
      options.signal,
      AbortSignal.timeout(timeout),
    ]);
    const run = await this.#runs.begin(
      name,
      options.requestedBy,
      new Date(Date.now() + timeout + GRACE_MS),
    );
    const report: MaintenanceReport = {
      problems: [],
      queued: [],
      skipped: [],
      tags: [],
    };
    try {
      await this.#maintain(library, report, signal);
    } catch (error) {
      report.problems.push(explain(error, signal));
      await this.#runs.finish(name, run, report);
      throw error;
    }
    this.#log(name, report);
    return this.#runs.finish(name, run, report);
  }

  async #maintain(
    library: Library,
    report: MaintenanceReport,
    signal: AbortSignal,
  ): Promise<void> {
    const { config, repository } = library;
    await Promise.all([
      this.#readInputs(signal),
      this.#readImages(repository.repository.id, signal),
    ]);
    const state = await this.#reader.read();
    const inputs = await this.#inputs.inputs();
    const doubt = doubtOf(state.statuses, config.kernelSource);
    if (doubt !== undefined) {
      report.problems.push(
        `Nothing is built or deleted: the list of kernels of ${config.kernelSource} may be out of date. ${doubt}`,
      );
      return;
    }
    const { wanted, skipped } = findWanted(library, state, inputs);
    report.skipped.push(...skipped);
    await queueWanted(library, wanted, report, {
      history: this.#history,
      inputs,
      requestBuild: this.#requestBuild,
      signal,
    });
    if (!config.retention) {
      return;
    }
    const imageDoubt = doubtOf(state.statuses, repository.repository.id);
    if (imageDoubt !== undefined) {
      report.problems.push(
        `No tag is deleted: the list of images of ${repository.repository.title} may be out of date. ${imageDoubt}`,
      );
      return;
    }
    const [previous] = await this.#runs.list(libraryName(config));
    await this.#retention.apply(library, state, report, { previous, signal });
  }

  async #readInputs(signal: AbortSignal): Promise<void> {
    try {
      await this.#inputs.refresh(
        AbortSignal.any([signal, AbortSignal.timeout(INPUTS_TIMEOUT_MS)]),
      );
    } catch (error) {
      signal.throwIfAborted();
      this.#logger.warn(
        `The base images and the Containerfile of toolkit images could not be read: ${stringifyError(
          error,
        )}`,
      );
    }
  }

  /**
   * If the registry went down since its last read, it accepts no image: builds
   * of missing images would fail and not be retried.
   */
  async #readImages(repository: string, signal: AbortSignal): Promise<void> {
    try {
      await this.#refresher.refresh(repository, { signal });
    } catch {
      signal.throwIfAborted();
      // The source's status, which decides below, has the failure and its
      // reason.
    }
  }

  #log(name: string, { problems, queued, tags }: MaintenanceReport): void {
    const deleted = tags.filter(({ outcome }) => outcome === 'deleted');
    this.#logger.info(
      `Library ${name}: queued ${queued.length} builds, deleted ${deleted.length} tags`,
    );
    problems.forEach(problem =>
      this.#logger.warn(`Library ${name}: ${problem}`),
    );
  }
}

function explain(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) {
    return 'The run exceeded its timeout (schedule.timeout), or its backend was stopped; the next run continues.';
  }
  return error instanceof CustomErrorBase
    ? error.message
    : "Something in the portal went wrong; the backend's log says more.";
}

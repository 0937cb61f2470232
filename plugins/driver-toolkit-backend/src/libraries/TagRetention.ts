import { CustomErrorBase } from '@backstage/errors';
import type { MaintenanceRun } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuildHistory } from '../database/builds/BuildHistory';
import type { MaintenanceReport } from '../database/libraries/MaintenanceRunStore';
import type { KernelUse } from '../index/KernelUse';
import type { SourceRefresher } from '../index/SourceRefresher';
import type { IndexState } from '../index/state/IndexMemory';
import type { RegistryDirectory } from '../registries/RegistryDirectory';
import { findOldTags, type OldTag, type UseOf } from './findOldTags';
import type { Library } from './Library';
import { limitTags } from './limitTags';

/**
 * Deletes tags of old kernels.
 *
 * @remarks
 * A tag is deleted only if the previous run listed the same tag with the same
 * digest. So readers of reports see a deletion before it happens, also in the
 * first run after a dry run.
 */
export class TagRetention {
  readonly #history: BuildHistory;
  readonly #use: KernelUse;
  readonly #refresher: SourceRefresher;
  readonly #registries: Pick<RegistryDirectory, 'deleteImages'>;

  constructor(options: {
    history: BuildHistory;
    use: KernelUse;
    refresher: SourceRefresher;
    registries: Pick<RegistryDirectory, 'deleteImages'>;
  }) {
    this.#history = options.history;
    this.#use = options.use;
    this.#refresher = options.refresher;
    this.#registries = options.registries;
  }

  /**
   * Lists old tags in the report, and deletes those that are due.
   *
   * @param state - of an index whose last reads of the source and repository
   * succeeded
   * @param previous - the previous run
   */
  async apply(
    library: Library,
    state: IndexState,
    report: MaintenanceReport,
    {
      previous,
      signal,
    }: { previous: MaintenanceRun | undefined; signal: AbortSignal },
  ): Promise<void> {
    const { retention } = library.config;
    if (!retention) {
      return;
    }
    const old = findOldTags(
      library,
      retention.keepLatest,
      state,
      await this.#useOf(library),
    );
    const { tags, problems } = limitTags(old);
    report.tags = tags;
    report.problems.push(...problems);
    if (retention.dryRun) {
      return;
    }
    const due = report.tags.filter(tag => isDue(tag, previous));
    if (due.length > 0) {
      await this.#delete(library, due, report, signal);
    }
    for (const tag of report.tags) {
      if (tag.outcome === 'listed') {
        tag.reason ??= 'The next run deletes it.';
      }
    }
  }

  async #useOf({ config }: Library): Promise<UseOf> {
    const { kernelSource, imageRepository } = config;
    const [isUsed, withDrivers, underway] = await Promise.all([
      this.#use.ofSource(kernelSource),
      this.#history.kernelsWithDrivers(kernelSource),
      this.#history.kernelsUnderway(imageRepository),
    ]);
    return kernel => {
      if (withDrivers.has(kernel)) {
        return 'A driver was built for its kernel.';
      }
      if (underway.has(kernel)) {
        return 'A build of it is running.';
      }
      return isUsed(kernel)
        ? 'A driver in the catalog is for its kernel, or the catalog did not answer.'
        : undefined;
    };
  }

  async #delete(
    { repository }: Library,
    due: readonly OldTag[],
    report: MaintenanceReport,
    signal: AbortSignal,
  ): Promise<void> {
    let deletions;
    try {
      deletions = await this.#registries.deleteImages(
        repository.config.image,
        due.map(({ tag, digest }) => ({ tag, digest: digest! })),
        signal,
      );
    } catch (error) {
      report.problems.push(`No tag is deleted: ${messageOf(error)}`);
      return;
    }
    for (const { tag, deleted, reason } of deletions) {
      const told = report.tags.find(old => old.tag === tag)!;
      told.outcome = deleted ? 'deleted' : 'kept';
      told.reason = reason;
    }
    try {
      for (const { tag } of deletions.filter(({ deleted }) => deleted)) {
        await this.#refresher.refreshImage(
          repository.repository.id,
          tag,
          signal,
        );
      }
    } catch (error) {
      report.problems.push(
        `Deleted tags may be shown until the repository is read again: ${messageOf(
          error,
        )}`,
      );
    }
  }
}

/** @throws programming errors */
function messageOf(error: unknown): string {
  if (error instanceof CustomErrorBase) {
    return error.message;
  }
  throw error;
}

function isDue(
  { tag, digest, outcome }: OldTag,
  previous: MaintenanceRun | undefined,
): boolean {
  return (
    outcome === 'listed' &&
    (previous?.tags ?? []).some(
      before =>
        before.outcome === 'listed' &&
        before.tag === tag &&
        before.digest === digest,
    )
  );
}

import type {
  BuildVerdict,
  Page,
  VerdictFilter,
  VerdictSummary,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { VerdictStore } from '../database/records/VerdictStore';
import type { Caller } from './Caller';
import type { ReadableBuilds } from './ReadableBuilds';

/**
 * The only way to read verdicts for a caller: those of builds that the caller
 * may read.
 */
export class ReadableVerdicts {
  readonly #builds: Pick<ReadableBuilds, 'get' | 'scopeOf'>;
  readonly #verdicts: Pick<VerdictStore, 'list' | 'ofBuild'>;

  constructor(options: {
    builds: Pick<ReadableBuilds, 'get' | 'scopeOf'>;
    verdicts: Pick<VerdictStore, 'list' | 'ofBuild'>;
  }) {
    this.#builds = options.builds;
    this.#verdicts = options.verdicts;
  }

  /**
   * @returns undefined if the build has none
   * @throws NotAllowedError if the caller may read no builds at all;
   * NotFoundError also for a build that the caller may not read
   */
  async ofBuild(
    buildId: string,
    caller: Caller,
  ): Promise<BuildVerdict | undefined> {
    const scope = await this.#builds.scopeOf(caller);
    const verdict = await this.#verdicts.ofBuild(buildId, scope);
    if (!verdict) {
      await this.#builds.get(buildId, caller);
    }
    return verdict;
  }

  /** @throws NotAllowedError if the caller may read no builds at all */
  async list(
    filter: VerdictFilter,
    caller: Caller,
  ): Promise<Page<VerdictSummary>> {
    return this.#verdicts.list(filter, await this.#builds.scopeOf(caller));
  }
}

import { toError } from '@backstage/errors';
import type { DriverVerdict } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { recordIdOf } from '../../database/records/RecordStore';
import type { VerdictStore } from '../../database/records/VerdictStore';
import { writeVerdict } from '../../database/records/writeVerdict';
import type { DriverPlan } from '../../plans/BuildPlan';
import type { ProvenVerdict } from '../../trust/provenance/createProvenance';
import type { BuildContext } from '../worker/BuildContext';

/** The parts of a build's context that its verdict needs. */
type Judging = Pick<BuildContext, 'buildId' | 'requestedBy' | 'log'>;

/**
 * Keeps the verdicts of builds.
 *
 * @remarks
 * A database that refuses one does not fail the build: the log has it as well.
 */
export class DriverVerdicts {
  readonly #store: Pick<VerdictStore, 'keep' | 'setDigest'>;

  constructor(store: Pick<VerdictStore, 'keep' | 'setDigest'>) {
    this.#store = store;
  }

  /** @returns what the provenance of the image says about it */
  async keep(
    { imageReference }: Pick<DriverPlan, 'imageReference'>,
    verdict: DriverVerdict,
    { buildId, requestedBy = 'unknown', log }: Judging,
  ): Promise<ProvenVerdict> {
    const record = recordIdOf(writeVerdict(verdict));
    await attempt(log, async () => {
      await this.#store.keep({ buildId, requestedBy, imageReference }, verdict);
      log(`Verdict: ${record}`);
    });
    const { modules, symbols, heldAgainst } = verdict;
    return {
      record,
      modules: modules.map(({ name }) => name),
      symbols: symbols.names.length,
      symbolsChecked: heldAgainst.kernelSymbols !== undefined,
      warnings: verdict.warnings.length,
    };
  }

  /** Stores the digest under which the image was pushed. */
  async setDigest(
    digest: string,
    { buildId, log }: Pick<Judging, 'buildId' | 'log'>,
  ): Promise<void> {
    await attempt(log, () => this.#store.setDigest(buildId, digest));
  }
}

async function attempt(
  log: (line: string) => void,
  store: () => Promise<void>,
): Promise<void> {
  try {
    await store();
  } catch (error) {
    log(`Warning: the verdict could not be stored: ${toError(error).message}`);
  }
}

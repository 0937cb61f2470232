import { ConflictError } from '@backstage/errors';

/**
 * A reading in which so much is missing that a person has to accept it first.
 */
export class HeldReadingError extends ConflictError {
  override name = 'ConflictError' as const;

  constructor(
    /** One sentence for each kind of which too much is missing. */
    readonly reasons: string[],
    maxPercentage: number,
  ) {
    super(
      `${reasons.join(
        ' ',
      )} That is more than the ${maxPercentage} % that may be removed at once (driverToolkit.catalog.maxRemovalPercentage), so the last reading is kept. If they are gone for good, accept the removal; otherwise check the source.`,
    );
  }
}

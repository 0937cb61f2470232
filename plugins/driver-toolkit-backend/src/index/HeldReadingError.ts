import { ConflictError } from '@backstage/errors';

/** A reading lacks so much that it is not believed until a person accepts it. */
export class HeldReadingError extends ConflictError {
  override name = 'ConflictError' as const;

  constructor(
    /** What is missing, one sentence for each kind. */
    readonly reasons: string[],
    maxPercentage: number,
  ) {
    super(
      `${reasons.join(
        ' ',
      )} That is more than the ${maxPercentage} % that may go at once (driverToolkit.catalog.maxRemovalPercentage), so the last reading is kept. If they are gone for good, accept the removal; otherwise check the source.`,
    );
  }
}

import { ConflictError } from '@backstage/errors';
import type {
  ImageClaim,
  ImageClaimant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { ImageClaimStore } from '../database/claims/ImageClaimStore';
import type { DriverPlan } from '../plans/BuildPlan';
import { claimantOf } from '../plans/claimantOf';
import { imageNameOf } from '../plans/imageNameOf';
import { isSameClaimant } from '../plans/isSameClaimant';

/** Reserves each driver image for one driver. */
export class ImageClaims {
  readonly #store: ImageClaimStore;

  constructor(store: ImageClaimStore) {
    this.#store = store;
  }

  /**
   * Claims a build's image for its driver, if it has no owner.
   *
   * @throws ConflictError that names the owner
   */
  async claim(plan: DriverPlan, by: string): Promise<void> {
    const claimant = claimantOf(plan);
    const claim = await this.#store.claim(
      imageNameOf(plan.imageReference),
      claimant,
      by,
    );
    const refusal = describeRefusal(claim, claimant);
    if (refusal !== undefined) {
      throw new ConflictError(refusal);
    }
  }

  /** The claim of an image; undefined if nobody has claimed it yet. */
  async find(image: string): Promise<ImageClaim | undefined> {
    return this.#store.find(imageNameOf(image));
  }
}

/** Why a driver may not build an image; undefined if it may. */
export function describeRefusal(
  claim: ImageClaim,
  claimant: ImageClaimant,
): string | undefined {
  const { image, owner, state } = claim;
  if (state === 'disputed') {
    return `${image} is disputed: it was built for more than one driver. Nobody can build it until the platform's team decides who owns it.`;
  }
  if (!owner || isSameClaimant(owner, claimant)) {
    return undefined;
  }
  return owner.entityRef === claimant.entityRef
    ? `${image} belongs to ${owner.entityRef}, built from ${owner.sourceRepository}, but this build is from ${claimant.sourceRepository}. The platform's team can move the image to the new repository.`
    : `${image} belongs to ${owner.entityRef}, which built it first. Choose another image in driver.yaml or in the annotation 'driver-toolkit/driver-image', or ask the platform's team to move the image to ${claimant.entityRef}.`;
}

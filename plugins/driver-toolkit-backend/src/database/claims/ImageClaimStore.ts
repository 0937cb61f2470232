import type {
  ImageClaim,
  ImageClaimant,
  ImageClaimFilter,
  Page,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/**
 * Keeps which driver an image belongs to. Each change is one conditional
 * statement, so that of many who claim an image one gets it.
 */
export interface ImageClaimStore {
  /**
   * Claims an image for a driver if it is nobody's, and answers whose it is
   * now. Where others have built an image that no claim is known of, it is
   * disputed.
   *
   * @param by - who asks, for the history
   */
  claim(
    image: string,
    claimant: ImageClaimant,
    by: string,
  ): Promise<ImageClaim>;
  find(image: string): Promise<ImageClaim | undefined>;
  get(id: string): Promise<ImageClaim | undefined>;
  /** By the image's name. */
  list(filter: ImageClaimFilter): Promise<Page<ImageClaim>>;
  /** Gives an image to a driver; undefined where there is no such claim. */
  move(
    id: string,
    to: ImageClaimant,
    by: string,
  ): Promise<ImageClaim | undefined>;
  /** Lets the next driver claim an image; undefined where there is no such claim. */
  release(id: string, by: string): Promise<ImageClaim | undefined>;
}

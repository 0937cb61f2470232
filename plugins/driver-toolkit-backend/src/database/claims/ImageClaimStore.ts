import type {
  ImageClaim,
  ImageClaimant,
  ImageClaimFilter,
  Page,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/**
 * Stores which driver owns an image. Each change is one conditional statement,
 * so that only one of several claimants gets the image.
 */
export interface ImageClaimStore {
  /**
   * Claims an image for a driver if nobody owns it, and returns its claim. If
   * other drivers have built an image that has no claim, it is disputed.
   *
   * @param by - the caller's name, for the history
   */
  claim(
    image: string,
    claimant: ImageClaimant,
    by: string,
  ): Promise<ImageClaim>;
  find(image: string): Promise<ImageClaim | undefined>;
  get(id: string): Promise<ImageClaim | undefined>;
  /** Sorted by the image's name. */
  list(filter: ImageClaimFilter): Promise<Page<ImageClaim>>;
  /** Gives an image to a driver; undefined for an unknown claim. */
  move(
    id: string,
    to: ImageClaimant,
    by: string,
  ): Promise<ImageClaim | undefined>;
  /** Lets the next driver claim an image; undefined for an unknown claim. */
  release(id: string, by: string): Promise<ImageClaim | undefined>;
}

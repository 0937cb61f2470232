import type {
  ImageState,
  KernelImage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** A kernel's architectures whose image is in a certain state. */
export function imageArchitectures(
  image: Pick<KernelImage, 'architectures'>,
  state: ImageState,
): string[] {
  return image.architectures
    .filter(item => item.state === state)
    .map(({ architecture }) => architecture);
}

import {
  buildableArchitectures,
  type Kernel,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** An image of a kernel for some architectures. */
export interface KernelImageFor {
  source: string;
  kernel: string;
  repository: string;
  reference: string;
  /** RPM names */
  architectures: string[];
}

/** The images of a kernel that could be built and are missing or unknown. */
export function missingImages(
  kernel: Kernel,
  wanted: { repository?: string; architecture?: string },
): {
  missing: KernelImageFor[];
  unknown: (KernelImageFor & { reason: string })[];
} {
  const buildable = wantedArchitectures(kernel).filter(
    architecture => (wanted.architecture ?? architecture) === architecture,
  );
  const images = kernel.images.filter(
    ({ repository }) => (wanted.repository ?? repository) === repository,
  );
  const inState = (state: 'absent' | 'unknown') =>
    images
      .map(({ repository, reference, reason, architectures }) => ({
        source: kernel.source,
        kernel: kernel.kernel,
        repository,
        reference,
        reason: reason ?? 'The registry gave no answer.',
        architectures: architectures
          .filter(image => image.state === state)
          .map(({ architecture }) => architecture)
          .filter(architecture => buildable.includes(architecture)),
      }))
      .filter(({ architectures }) => architectures.length > 0);
  return {
    missing: inState('absent').map(({ reason: _, ...image }) => image),
    unknown: inState('unknown'),
  };
}

/**
 * None for a kernel that left its source, or that has a toolkit image from its
 * source.
 */
function wantedArchitectures(kernel: Kernel): string[] {
  const { retired, toolkitImages = [] } = kernel;
  return retired
    ? []
    : buildableArchitectures(kernel).filter(
        name =>
          !toolkitImages.some(({ architecture }) => architecture === name),
      );
}

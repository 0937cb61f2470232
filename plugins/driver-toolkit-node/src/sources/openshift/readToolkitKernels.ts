import { toError } from '@backstage/errors';
import type {
  Flavour,
  Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { PlatformImage } from '../../registry/readPlatforms';
import { parseKernelLabel } from '../parseKernelLabel';
import { requireLabel } from '../requireLabel';

const KERNEL_LABEL = 'kernel-version';
/** Labels of additional kernels of a toolkit image. */
const VARIANT_LABELS: [label: string, variant: Variant][] = [
  ['kernel-rt-version', 'rt'],
  ['kernel-64k-version', '64k'],
];

/** The kernels that a toolkit image is for. */
export interface ToolkitKernels {
  /** The default kernel is the first. */
  flavours: Flavour[];
  warnings: string[];
}

/**
 * Reads the kernels from a toolkit image's labels. An invalid second kernel
 * does not affect the first.
 *
 * @throws NotFoundError if the first is missing, InputError if it is invalid.
 */
export function readToolkitKernels(
  image: PlatformImage,
  architecture: string,
  reference: string,
): ToolkitKernels {
  const flavours = [
    parseKernelLabel(
      requireLabel(image, KERNEL_LABEL, reference),
      architecture,
      { name: `label '${KERNEL_LABEL}' of ${reference}` },
    ),
  ];
  const warnings: string[] = [];
  for (const [label, variant] of VARIANT_LABELS) {
    const value = image.labels[label]?.trim();
    if (!value) {
      continue;
    }
    try {
      const name = `label '${label}' of ${reference}`;
      flavours.push(parseKernelLabel(value, architecture, { name, variant }));
    } catch (error) {
      warnings.push(`A kernel is left out: ${toError(error).message}.`);
    }
  }
  return { flavours, warnings };
}

import {
  buildableArchitectures,
  type Kernel,
  type Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** A kernel's architectures, in the source's order. */
export function architecturesOf(kernel: Kernel): string[] {
  return [...new Set(kernel.flavours.map(flavour => flavour.architecture))];
}

/** A kernel's variants, for one architecture or for all. */
export function variantsOf(kernel: Kernel, architecture?: string): Variant[] {
  return [
    ...new Set(
      kernel.flavours
        .filter(
          flavour => !architecture || flavour.architecture === architecture,
        )
        .map(flavour => flavour.variant),
    ),
  ];
}

/** Whether a kernel's toolkit image can be built for any architecture. */
export function isBuildable(kernel: Kernel): boolean {
  return buildableArchitectures(kernel).length > 0;
}

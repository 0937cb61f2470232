import type {
  Kernel,
  Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** The architectures a kernel exists for, in the source's order. */
export function architecturesOf(kernel: Kernel): string[] {
  return [...new Set(kernel.flavours.map(flavour => flavour.architecture))];
}

/** The variants a kernel exists in, on one architecture or on any. */
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

/** The architectures that a kernel's toolkit image can be built for. */
export function buildableArchitectures(kernel: Kernel): string[] {
  return kernel.flavours
    .filter(({ variant, buildable }) => variant === 'default' && buildable)
    .map(({ architecture }) => architecture);
}

/** Whether modules can be built for a kernel at all. */
export function isBuildable(kernel: Kernel): boolean {
  return kernel.flavours.some(flavour => flavour.buildable);
}

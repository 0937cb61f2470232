import type { Flavour } from '../api';

/** The required fields of a kernel. @public */
export interface KernelFlavours {
  flavours: readonly Flavour[];
}

/**
 * The architectures that a kernel's toolkit image can be built for, in the
 * order of its flavours: those whose default flavour is buildable. RPM names.
 *
 * @public
 */
export function buildableArchitectures({ flavours }: KernelFlavours): string[] {
  const names = flavours
    .filter(({ variant, buildable }) => variant === 'default' && buildable)
    .map(({ architecture }) => architecture);
  return [...new Set(names)];
}

/**
 * version-release of the real-time kernel in a kernel's toolkit image for an
 * architecture, besides the default one; undefined if it has none.
 *
 * @public
 */
export function rtReleaseOf(
  { flavours }: KernelFlavours,
  architecture: string,
): string | undefined {
  return flavours.find(
    flavour =>
      flavour.architecture === architecture &&
      flavour.variant === 'rt' &&
      flavour.buildable,
  )?.release;
}

/**
 * Why no toolkit image can be built for any architecture of a kernel: one
 * sentence for each reason.
 *
 * @public
 */
export function describeUnbuildable({ flavours }: KernelFlavours): string {
  const own = flavours.filter(({ variant }) => variant === 'default');
  if (own.length === 0) {
    const variants = [...new Set(flavours.map(({ variant }) => variant))];
    return `Its source has no default kernel of this version, only ${variants.join(
      ', ',
    )}.`;
  }
  const obstacles = own.flatMap(({ obstacle }) => obstacle ?? []);
  return obstacles.length > 0
    ? [...new Set(obstacles)].join(' ')
    : 'Its source names no packages to build from.';
}

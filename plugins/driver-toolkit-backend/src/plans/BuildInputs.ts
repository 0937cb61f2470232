import { createHash } from 'node:crypto';
import type { Flavour } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/**
 * The inputs of a toolkit image, as far as they were known at the time of the
 * request.
 */
export interface BuildInputs {
  baseImage: string;
  baseDigest?: string;
  containerfileDigest?: string;
  /** The kernel's packages for the architecture. */
  packages: string;
}

/**
 * The current inputs of an image for a kernel's flavours of one architecture.
 */
export function buildInputsOf(
  source: string,
  flavours: readonly Flavour[],
  inputs: { of(source: string): Omit<BuildInputs, 'packages'> },
): BuildInputs {
  const described = flavours
    .map(({ variant, release, unameRelease, buildable, packages }) =>
      JSON.stringify([
        variant,
        release,
        unameRelease,
        buildable,
        [...packages].sort(),
      ]),
    )
    .sort();
  return {
    ...inputs.of(source),
    packages: createHash('sha256').update(described.join('\n')).digest('hex'),
  };
}

/**
 * Whether a known input changed between two builds of a kernel: a digest that
 * is unknown on either side does not count.
 */
export function haveChanged(before: BuildInputs, now: BuildInputs): boolean {
  return (
    before.baseImage !== now.baseImage ||
    before.packages !== now.packages ||
    differ(before.baseDigest, now.baseDigest) ||
    differ(before.containerfileDigest, now.containerfileDigest)
  );
}

function differ(before: string | undefined, now: string | undefined): boolean {
  return before !== undefined && now !== undefined && before !== now;
}

import { createHash } from 'node:crypto';
import type { Flavour } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** What a toolkit image is built from, as far as it was known when it was requested. */
export interface BuildInputs {
  baseImage: string;
  baseDigest?: string;
  containerfileDigest?: string;
  /** Names the kernel's packages for the architecture. */
  packages: string;
}

/** What the image of a kernel's flavours, all of one architecture, would be built from now. */
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
 * Whether something is known to have changed between two builds of a kernel:
 * a digest that was not known then, or is not now, says nothing.
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

import { InputError } from '@backstage/errors';
import type { BuilderConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/**
 * The architecture to build for: the requested one, or the first available one
 * that a builder has.
 *
 * @throws InputError that lists the available architectures
 */
export function chooseArchitecture(options: {
  asked?: string;
  available: string[];
  builders: BuilderConfig[];
  /** The subject of the build, for the error. */
  what: string;
}): string {
  const { asked, available, builders, what } = options;
  if (asked !== undefined && !available.includes(asked)) {
    throw noSuchArchitecture(asked, available, what);
  }
  const onBuilders = new Set(builders.flatMap(b => b.architectures));
  const candidates = asked === undefined ? available : [asked];
  const chosen = candidates.find(architecture => onBuilders.has(architecture));
  if (!chosen) {
    throw new InputError(noBuilderFor(candidates, builders));
  }
  return chosen;
}

/** The error for an architecture that is not available. */
export function noSuchArchitecture(
  asked: string,
  available: readonly string[],
  what: string,
): InputError {
  return new InputError(
    `There is no ${asked} for ${what}; there is ${available.join(', ')}.`,
  );
}

/** A sentence that says why no builder builds for some architectures. */
export function noBuilderFor(
  architectures: readonly string[],
  builders: readonly BuilderConfig[],
): string {
  const onBuilders = new Set(builders.flatMap(b => b.architectures));
  return `No builder builds for ${architectures.join(
    ' or ',
  )}; configured builders have ${
    [...onBuilders].join(', ') || 'no architecture'
  } (driverToolkit.builders).`;
}

import { InputError } from '@backstage/errors';
import type { BuilderConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/**
 * The architecture to build for: the one asked for, or the first that there is
 * and that a builder has.
 *
 * @throws InputError that says what there is
 */
export function chooseArchitecture(options: {
  asked?: string;
  available: string[];
  builders: BuilderConfig[];
  /** What is built for, for the error. */
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

/** That something cannot be built for an architecture, since there is none of it. */
export function noSuchArchitecture(
  asked: string,
  available: readonly string[],
  what: string,
): InputError {
  return new InputError(
    `There is no ${asked} for ${what}; there is ${available.join(', ')}.`,
  );
}

/** Why nobody builds for some architectures, as a sentence. */
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

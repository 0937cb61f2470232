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
    throw new InputError(
      `There is no ${asked} for ${what}; there is ${available.join(', ')}.`,
    );
  }
  const onBuilders = new Set(builders.flatMap(b => b.architectures));
  const candidates = asked === undefined ? available : [asked];
  const chosen = candidates.find(architecture => onBuilders.has(architecture));
  if (!chosen) {
    throw new InputError(
      `No builder builds for ${candidates.join(
        ' or ',
      )}; configured builders have ${
        [...onBuilders].join(', ') || 'no architecture'
      } (driverToolkit.builders).`,
    );
  }
  return chosen;
}

import { ConflictError, InputError } from '@backstage/errors';
import type { BuilderConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { noBuilderFor, noSuchArchitecture } from './chooseArchitecture';

/** An architecture that the request leaves out, and why. */
export interface LeftOut {
  /** RPM name */
  architecture: string;
  /** A sentence. */
  reason: string;
}

/**
 * The architectures of an image to build for: the requested ones, or all that
 * it lacks and that builders have.
 *
 * @throws InputError that lists the available architectures; ConflictError if
 * the image already exists
 */
export function chooseArchitectures(options: {
  asked?: readonly string[];
  available: readonly string[];
  /**
   * Architectures that the image already has, and that must not be replaced.
   */
  present: readonly string[];
  builders: readonly BuilderConfig[];
  /** The subject of the build and the image's name, for the errors. */
  what: string;
  image: string;
}): { chosen: string[]; leftOut: LeftOut[] } {
  const { asked, available, present, builders, what, image } = options;
  const wanted = [...new Set(asked ?? available)];
  const unheardOf = wanted.find(name => !available.includes(name));
  if (unheardOf !== undefined) {
    throw noSuchArchitecture(unheardOf, available, what);
  }
  const lacking = wanted.filter(name => !present.includes(name));
  const there = wanted.filter(name => present.includes(name));
  if (lacking.length === 0 || (asked && there.length > 0)) {
    throw new ConflictError(
      `${image} already exists for ${there.join(
        ', ',
      )}. Set \`force\` to replace it.`,
    );
  }
  const onBuilders = new Set(builders.flatMap(b => b.architectures));
  const chosen = lacking.filter(name => onBuilders.has(name));
  const without = lacking.filter(name => !onBuilders.has(name));
  if (chosen.length === 0) {
    throw new InputError(noBuilderFor(without, builders));
  }
  return {
    chosen,
    leftOut: without.map(architecture => ({
      architecture,
      reason: noBuilderFor([architecture], builders),
    })),
  };
}

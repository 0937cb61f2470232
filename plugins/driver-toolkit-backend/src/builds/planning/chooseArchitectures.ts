import { ConflictError, InputError } from '@backstage/errors';
import type { BuilderConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { noBuilderFor, noSuchArchitecture } from './chooseArchitecture';

/** An architecture that is not built for, although it could have been meant. */
export interface LeftOut {
  /** RPM name */
  architecture: string;
  /** A sentence. */
  reason: string;
}

/**
 * The architectures of one image to build for: those asked for, or all that it
 * lacks and that builders have.
 *
 * @throws InputError that says what there is; ConflictError where the image is
 * there already
 */
export function chooseArchitectures(options: {
  asked?: readonly string[];
  available: readonly string[];
  /** That the image is there for, and is not to be replaced. */
  present: readonly string[];
  builders: readonly BuilderConfig[];
  /** What is built for, and the image as it is called, for the errors. */
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
      )}. Only a build that is forced replaces it.`,
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

import { z } from 'zod';
import { architectures } from '../fields/architectures';
import { identifier } from '../fields/identifier';
import { knownKeys } from '../fields/knownKeys';
import { text } from '../fields/text';
import { timeout } from '../fields/timeout';
import type { BuilderConfig } from '../types';

const CONCURRENCY = 'a whole number from 1 to 64';
const CPUS = 'a number of processors from 0.1 to 1024';
const MEMORY = "a size as podman takes it, such as '4g' or '512m'";
const BUILDS = "a list of 'toolkits', 'drivers' or both";

const limits = knownKeys({
  memory: z
    .string(MEMORY)
    .regex(/^[1-9]\d*[bkmg]?$/i, MEMORY)
    .optional(),
  cpus: z.number(CPUS).min(0.1, CPUS).max(1024, CPUS).optional(),
  timeout: timeout.prefault('PT1H'),
});

/** Keys of every builder besides its type. */
const common = {
  id: identifier,
  architectures,
  concurrency: z
    .int(CONCURRENCY)
    .min(1, CONCURRENCY)
    .max(64, CONCURRENCY)
    .default(1),
  builds: z
    .array(z.enum(['toolkits', 'drivers'], BUILDS), BUILDS)
    .min(1, BUILDS)
    .optional(),
  limits: limits.prefault({}),
};

/**
 * The additional keys of one builder type.
 *
 * @public
 */
export interface BuilderFields<TConfig extends BuilderConfig = BuilderConfig> {
  /** As in `driverToolkit.builders[].type`. */
  type: string;
  /**
   * Schemas of the type's own keys, with their defaults. Each message describes
   * the allowed values, such as `"a list of arguments"`; the sentence around it
   * names the key and the actual value.
   */
  configFields: Record<string, z.ZodType>;
  /** Checks several keys together; messages like in `configFields`. */
  checkConfig?(config: TConfig, context: z.core.$RefinementCtx): void;
}

/**
 * A `builders` entry.
 *
 * @param types - the available builder types; undefined if nothing is built, so
 * that the backend checks each type's keys
 */
export function builderEntry(
  types: readonly BuilderFields[] | undefined,
): z.ZodType<BuilderConfig> {
  if (!types) {
    return z.looseObject({
      ...common,
      type: text("a type of builder, such as 'podman'"),
    });
  }
  const names = types.map(({ type }) => `'${type}'`);
  const type = names.length > 1 ? `one of ${names.join(', ')}` : names[0];
  const entry = `a section with a type, which is ${type}`;
  return z.discriminatedUnion(
    'type',
    types.map(entryOf) as [ReturnType<typeof entryOf>],
    { error: ({ input }) => (typeof input === 'object' ? type : entry) },
  ) as z.ZodType<BuilderConfig>;
}

function entryOf({ type, configFields, checkConfig }: BuilderFields) {
  return knownKeys({
    ...common,
    type: z.literal(type, `'${type}'`),
    ...configFields,
  }).superRefine((config, context) =>
    checkConfig?.(config as BuilderConfig, context),
  );
}

import type { z as Zod } from 'zod/v3';
import { buildSchema } from './buildSchema';

/** The output of actions that start builds. */
export function requestedBuildSchema(z: typeof Zod) {
  return buildSchema(z).extend({
    created: z
      .boolean()
      .describe('false if the same image was already being built'),
    siblings: z
      .array(z.object({ buildId: z.string(), architecture: z.string() }))
      .describe('Builds of the other architectures; follow them as well'),
    leftOut: z
      .array(z.object({ architecture: z.string(), reason: z.string() }))
      .describe('Architectures that are not built'),
  });
}

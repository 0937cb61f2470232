import type { z as Zod } from 'zod/v3';
import { buildSchema } from './buildSchema';

/** The output of actions that start builds. */
export function requestedBuildSchema(z: typeof Zod) {
  return buildSchema(z).extend({
    created: z
      .boolean()
      .describe('false where the same image was being built already'),
  });
}

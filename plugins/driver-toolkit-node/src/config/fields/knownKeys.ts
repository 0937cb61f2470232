import { z } from 'zod';
import { nearestKey } from '../nearestKey';

/**
 * An object with only the given keys.
 *
 * @remarks
 * In all configuration fields, the zod message describes what is *allowed*;
 * `readDriverToolkitConfig` makes a sentence with it. For unknown keys, the
 * message has one line each, in their order.
 *
 * @public
 */
export function knownKeys<TShape extends z.core.$ZodLooseShape>(shape: TShape) {
  const keys = Object.keys(shape);
  const all = keys.join(', ');
  return z.strictObject(shape, {
    error: issue =>
      issue.code === 'unrecognized_keys'
        ? issue.keys
            .map(key => {
              const nearest = nearestKey(key, keys);
              return nearest === undefined
                ? `known keys here are ${all}.`
                : `did you mean '${nearest}'?`;
            })
            .join('\n')
        : `a section with the keys ${all}`,
  });
}

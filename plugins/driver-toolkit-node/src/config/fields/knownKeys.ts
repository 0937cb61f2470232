import { z } from 'zod';
import { nearestKey } from '../nearestKey';

/**
 * An object that takes the given keys and no other.
 *
 * @remarks
 * Throughout the configuration's fields, a zod message is what is *allowed*;
 * `readDriverToolkitConfig` makes the sentence around it. Of unknown keys, it has
 * a line for each, in their order.
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

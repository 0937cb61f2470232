import { z } from 'zod';

/**
 * An object that takes the given keys and no other.
 *
 * @remarks
 * Throughout the configuration's fields, a zod message is what is *allowed*;
 * `readDriverToolkitConfig` makes the sentence around it.
 *
 * @public
 */
export function section<TShape extends z.core.$ZodLooseShape>(shape: TShape) {
  const keys = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: issue =>
      issue.code === 'unrecognized_keys'
        ? `known keys here are ${keys}`
        : `a section with the keys ${keys}`,
  });
}

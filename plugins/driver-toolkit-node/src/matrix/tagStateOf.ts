import type { TagLookup } from '../registry/ImageRepository';
import type { TagState } from './TagState';

/**
 * A tag's state from its lookup.
 *
 * @remarks
 * A tag without an image of any platform does not count as lacking them all: a
 * build would replace its content.
 *
 * @public
 */
export function tagStateOf(lookup: TagLookup): TagState {
  if (lookup.state !== 'present') {
    return lookup;
  }
  const { error, platforms } = lookup.image;
  if (error !== undefined) {
    return {
      state: 'unknown',
      reason: `The tag exists, but its details could not be read: ${error}`,
    };
  }
  return platforms.length === 0
    ? { state: 'unknown', reason: 'The tag exists, but has no platform.' }
    : { state: 'present', platforms };
}

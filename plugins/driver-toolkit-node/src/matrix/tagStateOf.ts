import type { TagLookup } from '../registry/ImageRepository';
import type { TagState } from './TagState';

/**
 * What a look-up tells of a tag's platforms.
 *
 * @remarks
 * A tag that is there without being an image of any platform is not taken for
 * one that lacks them all: a build would replace whatever it is.
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
      reason: `The tag is there, but not its details: ${error}`,
    };
  }
  return platforms.length === 0
    ? { state: 'unknown', reason: 'The tag is there, but is of no platform.' }
    : { state: 'present', platforms };
}

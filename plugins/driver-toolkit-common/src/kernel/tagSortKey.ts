import { InputError } from '@backstage/errors';
import { evrSortKey } from './evrSortKey';

/**
 * {@link evrSortKey} for image tags, which may not be versions: other tags,
 * such as `sha-5f0c-amd64`, sort before every version, by name.
 *
 * @public
 */
export function tagSortKey(tag: string): string {
  try {
    return evrSortKey(tag);
  } catch (error) {
    if (error instanceof InputError) {
      // A hyphen sorts before the leading digits of version keys.
      return `-${tag}`;
    }
    throw error;
  }
}

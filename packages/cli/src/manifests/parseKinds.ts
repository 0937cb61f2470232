import {
  MANIFEST_KINDS,
  type ManifestKind,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { InvalidArgumentError } from 'commander';
import { collect } from './collect';

/** Reads `--for`: kinds, joined by commas, after those of the option before. */
export function parseKinds(
  text: string,
  before: ManifestKind[] = [],
): ManifestKind[] {
  return collect(text, before).map(kind => {
    const known = MANIFEST_KINDS.find(candidate => candidate === kind);
    if (known === undefined) {
      throw new InvalidArgumentError(
        `'${kind}' is none of ${MANIFEST_KINDS.join(', ')}.`,
      );
    }
    return known;
  });
}

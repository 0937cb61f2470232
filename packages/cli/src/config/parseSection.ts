import { InputError, toError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { SECTION } from './section';

/**
 * Keeps only the section of the Driver Toolkit, before files are included and
 * variables replaced: files and variables of other sections may be missing.
 *
 * @throws InputError if it is no configuration file
 */
export function parseSection(contents: string): JsonObject {
  const parsed = parseYaml(contents) ?? {};
  if (typeof parsed !== 'object' || Array.isArray(parsed)) {
    throw new InputError('it has no sections');
  }
  return Object.fromEntries(
    Object.entries(parsed).filter(
      // `$include` can provide all sections from another file.
      ([key]) => key === SECTION || key.startsWith('$'),
    ),
  );
}

function parseYaml(contents: string): unknown {
  try {
    return parse(contents);
  } catch (error) {
    // The first line already names the position that the others show.
    const [summary] = toError(error).message.split(/:?\n/);
    throw new InputError(`it is not YAML: ${summary}`);
  }
}

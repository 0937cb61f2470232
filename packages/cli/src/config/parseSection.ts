import { InputError, toError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { SECTION } from './section';

/**
 * Keeps the section of the Driver Toolkit alone, before files are included and
 * variables replaced: what the rest of the portal needs need not be there.
 *
 * @throws InputError on what is no configuration file
 */
export function parseSection(contents: string): JsonObject {
  const parsed = parseYaml(contents) ?? {};
  if (typeof parsed !== 'object' || Array.isArray(parsed)) {
    throw new InputError('it holds no sections');
  }
  return Object.fromEntries(
    Object.entries(parsed).filter(
      // `$include` stands for all the sections of another file.
      ([key]) => key === SECTION || key.startsWith('$'),
    ),
  );
}

function parseYaml(contents: string): unknown {
  try {
    return parse(contents);
  } catch (error) {
    // The lines after the first show the place, which the first one names.
    const [summary] = toError(error).message.split(/:?\n/);
    throw new InputError(`it is not YAML: ${summary}`);
  }
}

import { parseArgs } from 'node:util';
import { UserError } from '../terminal/UserError.mjs';

export const testUsage = `npm test [-- options] [names]

Installs what is missing, then runs every check and test. The closing line is
\`N passed, N failed, N skipped\`.

  --unit         the checks (types, formatting, lint, generated code) and the unit tests
  --integration  the tests against real podman, registry, dnf repository and git
  --e2e          the browser tests
  --adoption     the packages in a new Backstage app; not part of the whole
  --help         this text

Names after one of the parts select test files: \`npm test -- --integration twoBackends\` runs those whose path has
that in it, and nothing else. A name is a regular expression.

With CI=true a missing program is a failure; otherwise the tests that need it are skipped.`;

/** @typedef {'unit' | 'integration' | 'e2e' | 'adoption'} Part */

/** @type {Part[]} */
const DEFAULT_PARTS = ['unit', 'integration', 'e2e'];
/** @type {Part[]} */
const PARTS = [...DEFAULT_PARTS, 'adoption'];

/**
 * @param {string[]} args
 * @returns {{ help: boolean, parts: Set<Part>, names: string[] }} without names, all tests of the parts
 */
export function parseTestArguments(args) {
  let values;
  let names;
  try {
    ({ values, positionals: names } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        unit: { type: 'boolean' },
        integration: { type: 'boolean' },
        e2e: { type: 'boolean' },
        adoption: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }));
  } catch (error) {
    throw new UserError(`${error.message}\n\n${testUsage}`);
  }
  const asked = PARTS.filter(part => values[part]);
  if (names.length > 0 && asked.length === 0) {
    throw new UserError(
      `Name the part that '${names[0]}' belongs to: --unit, --integration or --e2e.\n\n${testUsage}`,
    );
  }
  return {
    help: values.help ?? false,
    parts: new Set(asked.length > 0 ? asked : DEFAULT_PARTS),
    names,
  };
}

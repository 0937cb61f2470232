/**
 * The tests that must notice the mistakes in a file: those of its concern, the folder below `src`. For stores, also the
 * tests of their users.
 */
const TESTS = [
  { sources: /\/src\/[^/]+$/, folders: ['.'] },
  {
    sources: /^plugins\/driver-toolkit-backend\/src\/database\//,
    folders: ['database', 'builds'],
  },
  {
    sources: /^plugins\/driver-toolkit-backend\/src\/(access|http|drivers)\//,
    folders: ['access', 'http', 'actions', 'drivers'],
  },
  {
    sources:
      /^plugins\/driver-toolkit-backend\/src\/(modules|builds\/(driver|toolkit)\/verify)/,
    folders: ['modules', 'builds'],
  },
];

/**
 * One run of StrykerJS.
 *
 * @typedef {{ name: string, package: string, mutate: string[], testMatch: string[] }} Run
 */

/**
 * Groups the files to mutate by package and tests: StrykerJS runs once for each group.
 *
 * @param {string[]} targets source files, with or without `:from-to`
 * @returns {Run[]}
 */
export function planRuns(targets) {
  /** @type {Map<string, Run>} */
  const runs = new Map();
  for (const target of targets) {
    const [, packagePath, concern] =
      /^((?:plugins|packages)\/[^/]+)\/src\/([^/]+)/.exec(target) ?? [];
    const path = target.replace(/:\d+-\d+$/, '');
    const rule = TESTS.find(({ sources }) => sources.test(path));
    const folders = rule?.folders ?? [concern];
    const key = [packagePath, ...folders].join(' ');
    const run = runs.get(key);
    if (run) {
      run.mutate.push(target);
    } else {
      const testMatch = folders.map(folder =>
        folder === '.'
          ? '**/*.test.{ts,tsx}'
          : `**/src/${folder}/**/*.test.{ts,tsx}`,
      );
      runs.set(key, {
        name: key.replace(/[^\w-]+/g, '-').replace(/-$/, ''),
        package: packagePath,
        mutate: [target],
        testMatch,
      });
    }
  }
  return [...runs.values()];
}

/**
 * Whether a path of the repository is product code: no test, no generated file, no declarations.
 *
 * @param {string} path
 */
export function isSource(path) {
  return (
    /^(?:plugins|packages)\/[^/]+\/src\/.*\.tsx?$/.test(path) &&
    !/\/__\w+__\/|\.test\.tsx?$|\.d\.ts$|\.generated\.ts$|\/setupTests\.ts$/.test(
      path,
    )
  );
}

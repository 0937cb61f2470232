/**
 * Whether a path of the repository is product code: not a test, a generated file or declarations.
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

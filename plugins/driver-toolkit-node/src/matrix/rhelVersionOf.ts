const DIST = /\.el(\d+)_(\d+)(?![0-9_])/;

/**
 * The minor release that a kernel was made for, such as `9.4` for
 * `5.14.0-427.18.1.el9_4`; undefined if its name does not contain it.
 */
export function rhelVersionOf(kernel: string): string | undefined {
  const [, major, minor] = DIST.exec(kernel) ?? [];
  return major === undefined ? undefined : `${major}.${minor}`;
}

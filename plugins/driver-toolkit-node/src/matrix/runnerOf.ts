/** Labels of GitHub's own runners, by RPM architecture. */
const NATIVE_RUNNERS: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'ubuntu-24.04'],
  ['aarch64', 'ubuntu-24.04-arm'],
]);

/** The runner for architectures without a native one. */
const EMULATING_RUNNER = 'ubuntu-24.04';

/** The runner that builds an architecture's image. */
export interface Runner {
  runner: string;
  /** Whether the runner has another architecture. */
  emulated: boolean;
}

/**
 * The runner of an architecture.
 *
 * @param runners - the user's own, by RPM architecture; they are native
 */
export function runnerOf(
  architecture: string,
  runners: ReadonlyMap<string, string> = new Map(),
): Runner {
  const runner = runners.get(architecture) ?? NATIVE_RUNNERS.get(architecture);
  return runner === undefined
    ? { runner: EMULATING_RUNNER, emulated: true }
    : { runner, emulated: false };
}

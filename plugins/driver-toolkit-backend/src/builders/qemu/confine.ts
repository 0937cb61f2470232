/**
 * Users that nobody else should have: systemd's documentation keeps 60706 to
 * 61183 unused.
 */
const FIRST_USER = 60_706;
const USERS = 478;
/** Address space that QEMU needs besides the machine's memory. */
const QEMU_BYTES = 2 * 1024 ** 3;
const MAX_FILES = 64;
let lastUser = -1;

/** Limits of a confined program. */
export interface Confinement {
  /** Bytes of the machine. */
  memory: number;
  /** Seconds that it may run. */
  seconds: number;
}

/**
 * The command line of a program that runs as an unprivileged user of its own,
 * without capabilities, network and sight of other processes, within limits,
 * and that ends with the backend.
 *
 * @remarks
 * If the backend is not root, the program keeps its user, in a user namespace.
 * `setpriv` and `unshare` replace themselves by the next program, so a chain of
 * them is one process and its child.
 */
export function confine(
  command: readonly string[],
  { memory, seconds }: Confinement,
  isRoot = process.getuid?.() === 0,
): [string, ...string[]] {
  // A change of user resets the signal of the parent's death.
  lastUser = (lastUser + 1) % USERS;
  const user = FIRST_USER + lastUser;
  return [
    'setpriv',
    '--pdeathsig=KILL',
    'unshare',
    ...(isRoot ? [] : ['--user', '--map-root-user']),
    '--net',
    '--ipc',
    '--pid',
    '--fork',
    '--kill-child',
    'setpriv',
    ...(isRoot ? [`--reuid=${user}`, `--regid=${user}`, '--clear-groups'] : []),
    '--inh-caps=-all',
    '--bounding-set=-all',
    '--no-new-privs',
    '--pdeathsig=KILL',
    'prlimit',
    `--as=${QEMU_BYTES + memory}`,
    // Two threads may run at once.
    `--cpu=${2 * seconds}`,
    '--core=0',
    '--fsize=0',
    `--nofile=${MAX_FILES}`,
    ...command,
  ];
}

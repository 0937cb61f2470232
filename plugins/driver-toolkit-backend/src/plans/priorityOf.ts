/** Of builds that a schedule or another program asks for. */
const PROGRAM = 0;
/** Of builds that somebody waits for. */
const PERSON = 100;

/**
 * How urgent a build is by who asks for it: a person before programs, the
 * portal's own schedule among them.
 */
export function priorityOf(requestedBy: string): number {
  return requestedBy.startsWith('user:') ? PERSON : PROGRAM;
}

/** Builds that a schedule or another program requests. */
const PROGRAM = 0;
/** Builds that a person waits for. */
const PERSON = 100;

/**
 * A build's priority by its requester: people before programs, which include
 * the portal's schedules.
 */
export function priorityOf(requestedBy: string): number {
  return requestedBy.startsWith('user:') ? PERSON : PROGRAM;
}

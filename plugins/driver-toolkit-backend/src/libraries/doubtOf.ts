import type { StatusById } from '../index/state/IndexMemory';

/**
 * Why the index's content of a source or repository may be out of date: its
 * last read failed or is held back, or there was none. Undefined if it is
 * current.
 */
export function doubtOf(statuses: StatusById, id: string): string | undefined {
  const status = statuses.get(id);
  if (status?.error !== undefined || status?.held) {
    return `Its last read failed: ${
      status.error ?? status.held?.reasons.join(' ')
    }`;
  }
  return status?.lastSuccess === undefined
    ? 'It has not been read yet.'
    : undefined;
}

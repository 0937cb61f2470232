import { TAGS } from '../database/index/SourceStore';
import type { IndexedRepository } from './IndexedSources';
import type { StatusById } from './state/IndexMemory';

/**
 * Why a tag that the index lacks may still exist in a repository; undefined if
 * it is certainly absent.
 */
export function doubtOfAbsence(
  statuses: StatusById,
  indexed: IndexedRepository,
): string | undefined {
  const { repository } = indexed;
  const doubt = doubtOfReading(statuses, indexed);
  return statuses.get(repository.id)?.incomplete[TAGS] && doubt === undefined
    ? `${repository.title} may have tags that its registry did not list; see the warnings of its last read.`
    : doubt;
}

/**
 * Why the index's content of a repository may be out of date; undefined if it
 * is current.
 */
export function doubtOfReading(
  statuses: StatusById,
  { repository }: IndexedRepository,
): string | undefined {
  const { lastSuccess, error } = statuses.get(repository.id) ?? {};
  return lastSuccess === undefined
    ? error ?? `${repository.title} has not been read yet.`
    : error;
}

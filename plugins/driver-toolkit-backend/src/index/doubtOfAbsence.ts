import { TAGS } from '../database/index/SourceStore';
import type { IndexedRepository } from './IndexedSources';
import type { StatusById } from './state/IndexMemory';

/** Why it is not known that what the index lacks of a repository is absent; undefined where it is. */
export function doubtOfAbsence(
  statuses: StatusById,
  indexed: IndexedRepository,
): string | undefined {
  const { repository } = indexed;
  const doubt = doubtOfReading(statuses, indexed);
  return statuses.get(repository.id)?.incomplete[TAGS] && doubt === undefined
    ? `${repository.title} may have tags that its registry did not list; the warnings of its last read say why.`
    : doubt;
}

/** Why what the index has of a repository may not be so any more; undefined where it is. */
export function doubtOfReading(
  statuses: StatusById,
  { repository }: IndexedRepository,
): string | undefined {
  const { lastSuccess, error } = statuses.get(repository.id) ?? {};
  return lastSuccess === undefined
    ? error ?? `${repository.title} has not been read yet.`
    : error;
}

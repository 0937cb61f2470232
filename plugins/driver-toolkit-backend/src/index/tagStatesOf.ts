import {
  tagStateOf,
  type TagState,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { StoredImage } from '../database/index/ImageStore';
import type { StoredKernel } from '../database/index/KernelStore';
import { doubtOfAbsence, doubtOfReading } from './doubtOfAbsence';
import type { IndexedRepository } from './IndexedSources';
import type { IndexState } from './state/IndexMemory';

/** The state of the kernels' tags in a repository, by tag. */
export function tagStatesOf(
  { tables, statuses }: IndexState,
  indexed: IndexedRepository,
  kernels: readonly StoredKernel[],
): Map<string, TagState> {
  const { repository } = indexed;
  const doubts = {
    reading: doubtOfReading(statuses, indexed),
    absence: doubtOfAbsence(statuses, indexed),
  };
  return new Map(
    kernels.map(({ tag }) => {
      const image = tables.image(repository.id, tag);
      return [tag, tagState(image, image ? doubts.reading : doubts.absence)];
    }),
  );
}

/**
 * @param doubt - why the index may be out of date; undefined if it is current
 */
function tagState(
  image: StoredImage | undefined,
  doubt: string | undefined,
): TagState {
  const state = image
    ? tagStateOf({ state: 'present', image })
    : { state: 'absent' as const };
  if (doubt === undefined || state.state === 'unknown') {
    return state;
  }
  // Known images count as still present; no image counts as missing.
  return {
    state: 'unknown',
    reason: doubt,
    platforms: state.state === 'present' ? state.platforms : [],
  };
}

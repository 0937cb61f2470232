import type { Maintenance } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useSources } from '../api/useSources';

/** Titles of a library's source and repository; their ids until the titles have loaded. */
export function useLibraryTitles(
  library: Pick<Maintenance, 'source' | 'repository'>,
): { source: string; repository: string } {
  const { data: sources = [] } = useSources();
  const titleOf = (id: string) =>
    sources.find(source => source.id === id)?.title ?? id;
  return {
    source: titleOf(library.source),
    repository: titleOf(library.repository),
  };
}

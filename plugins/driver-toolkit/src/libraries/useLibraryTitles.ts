import type { Maintenance } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useSources } from '../api/useSources';

/** The titles of a library's source and repository; their ids until those are known. */
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

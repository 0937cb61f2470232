import { useCallback, useState } from 'react';
import type { CreatedBuild } from '../api/useCreateBuild';
import { useQueryState } from '../navigation/addressState';

/**
 * The build in the page's address, with the outcome of its request if this page
 * sent it.
 */
export function useOpenedBuild(): {
  id: string | undefined;
  created: CreatedBuild | undefined;
  /** Opens the requested build. */
  open: (created: CreatedBuild) => void;
} {
  const [{ build: id }, change] = useQueryState('build');
  const [created, setCreated] = useState<CreatedBuild>();
  const open = useCallback(
    (result: CreatedBuild) => {
      setCreated(result);
      change({ build: result.build.id });
    },
    [change],
  );
  return { id, created: created?.build.id === id ? created : undefined, open };
}

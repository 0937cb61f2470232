import { useCallback, useState } from 'react';
import type { CreatedBuild } from '../api/useCreateBuild';
import { useQueryState } from '../navigation/addressState';

/**
 * The build that the page's address names, and how asking for it went if that
 * happened here.
 */
export function useOpenedBuild(): {
  id: string | undefined;
  created: CreatedBuild | undefined;
  /** Shows the build that was asked for. */
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

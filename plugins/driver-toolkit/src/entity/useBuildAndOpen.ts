import { useCreateBuild } from '../api/useCreateBuild';
import { useCreatedBuildNotice } from '../builds/useCreatedBuildNotice';

/** Queues a build and shows it, or the unfinished one of the same target. */
export function useBuildAndOpen(onOpen: (id: string) => void) {
  const notice = useCreatedBuildNotice();
  return useCreateBuild(result => {
    notice(result);
    onOpen(result.build.id);
  });
}

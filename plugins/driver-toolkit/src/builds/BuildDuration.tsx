import {
  isFinished,
  type Build,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { formatDuration } from '../display/formatDuration';
import { useNow } from '../display/useNow';

/** Duration of a build, until now if it is unfinished. */
export function BuildDuration({ build }: { build: Build }) {
  const now = useNow(isFinished(build) ? undefined : 1_000);
  if (!build.startedAt) {
    return <>–</>;
  }
  const end = build.finishedAt ? Date.parse(build.finishedAt) : now;
  return <>{formatDuration(end - Date.parse(build.startedAt))}</>;
}

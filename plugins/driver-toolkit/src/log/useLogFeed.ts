import { useApi } from '@backstage/frontend-plugin-api';
import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { driverToolkitApiRef } from '../api/driverToolkitApiRef';
import { LogFeed, type LogFeedSnapshot } from './LogFeed';

/** Follows a build's log while the component is mounted. */
export function useLogFeed(
  build: Build,
  onBuild: (build: Build) => void,
): LogFeedSnapshot & { lineAt: LogFeed['lineAt'] } {
  const api = useApi(driverToolkitApiRef);
  const { id } = build;
  const feed = useMemo(
    () =>
      new LogFeed({
        follow: (after, signal) => api.followBuild(id, after, { signal }),
        onBuild,
      }),
    [api, id, onBuild],
  );

  useEffect(() => {
    feed.start();
    return () => feed.stop();
  }, [feed]);
  useEffect(() => feed.notice(build), [feed, build]);

  const snapshot = useSyncExternalStore(feed.subscribe, feed.getSnapshot);
  return useMemo(
    () => ({ ...snapshot, lineAt: index => feed.lineAt(index) }),
    [feed, snapshot],
  );
}

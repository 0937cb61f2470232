import { coreApis, useApiHolder } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import type { CreatedBuild } from '../api/useCreateBuild';
import { useBuildAddress } from '../navigation/useBuildAddress';
import { useTexts } from '../translation/useTexts';
import { leftOutOf } from './leftOutOf';
import { NOTICE_SHOWN_FOR } from './noticeShownFor';

/**
 * Shows the outcome of a build request on a page that does not show the build.
 *
 * @remarks
 * A page that shows the build uses {@link CreatedBuildNotice}: a toast would
 * cover the last lines of the log.
 */
export function useQueuedToast(): (result: CreatedBuild) => void {
  const { t } = useTexts();
  const buildAddress = useBuildAddress();
  // The legacy frontend system has no toasts. There, the row of the list has to do.
  const toastApi = useApiHolder().get(coreApis.toast);
  return useCallback(
    result => {
      const { build, created } = result;
      const { kernel, siblings = [] } = build;
      const builds = [build, ...siblings];
      toastApi?.post({
        title: created
          ? t('builds.queuedNotice', { kernel, count: builds.length })
          : t('builds.runningElsewhereNotice', { kernel }),
        description: leftOutOf(build, t).join(' ') || undefined,
        status: statusOf(result),
        links: builds.flatMap(({ id, architecture }) => {
          const href = buildAddress(id);
          const label =
            builds.length > 1
              ? t('builds.openBuildFor', { architecture })
              : t('builds.openBuild');
          return href ? [{ label, href }] : [];
        }),
        timeout: NOTICE_SHOWN_FOR,
      });
    },
    [t, toastApi, buildAddress],
  );
}

function statusOf({ build, created }: CreatedBuild) {
  if (build.leftOut) {
    return 'warning';
  }
  return created ? 'success' : 'info';
}

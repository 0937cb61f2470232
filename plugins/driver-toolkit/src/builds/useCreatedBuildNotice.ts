import { toastApiRef, useApiHolder } from '@backstage/frontend-plugin-api';
import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useCallback } from 'react';
import { useTexts } from '../translation/useTexts';

const SHOWN_FOR = 8_000;

/** Tells what came of asking for a build. */
export function useCreatedBuildNotice() {
  const { t } = useTexts();
  // Apps of the legacy system have no toasts; the build shown is notice enough there.
  const toastApi = useApiHolder().get(toastApiRef);
  return useCallback(
    (result: { build: Build; created: boolean; address?: string }) => {
      const { build, created, address } = result;
      toastApi?.post({
        title: created
          ? t('builds.queuedNotice', { kernel: build.kernel })
          : t('builds.runningNotice', { kernel: build.kernel }),
        status: created ? 'success' : 'info',
        links:
          created && address
            ? [{ label: t('builds.openBuild'), href: address }]
            : undefined,
        timeout: SHOWN_FOR,
      });
    },
    [t, toastApi],
  );
}

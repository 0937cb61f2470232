import { EntityDisplayName } from '@backstage/plugin-catalog-react';
import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useTexts } from '../translation/useTexts';

/** What a build makes, such as `Toolkit image for 5.14.0-391.el9`. */
export function BuildTarget({ build }: { build: Build }) {
  const { t } = useTexts();
  return (
    <>
      {build.type === 'driver' && build.entityRef ? (
        <>
          <EntityDisplayName
            entityRef={build.entityRef}
            hideIcon
            disableTooltip
          />{' '}
          {t('builds.forKernel', { kernel: build.kernel })}
        </>
      ) : (
        t('builds.toolkitFor', { kernel: build.kernel })
      )}
    </>
  );
}

import type { Kernel } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Texts } from '../translation/useTexts';

/** Why a kernel's toolkit image can't be built here; undefined if it can. */
export function buildObstacle(
  of: {
    retired: boolean;
    /** Whether the source has the packages for a build. */
    buildable: boolean;
    /** Other sources that have the packages. */
    otherSources?: Kernel['otherSources'];
  },
  t: Texts,
): string | undefined {
  if (of.retired) {
    return t('buildObstacle.retired');
  }
  if (of.buildable) {
    return undefined;
  }
  const elsewhere = of.otherSources?.find(
    ({ architectures }) => architectures.length > 0,
  );
  return elsewhere
    ? t('buildObstacle.inOtherSource', { source: elsewhere.source })
    : t('buildObstacle.notBuildable');
}

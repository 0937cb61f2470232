import type { Kernel } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Texts } from '../translation/useTexts';

/** Why the toolkit image of a kernel can't be built here, if it can't. */
export function buildObstacle(
  of: {
    retired: boolean;
    /** Whether its source has what a build needs. */
    buildable: boolean;
    /** Those that have it, where its own has not. */
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

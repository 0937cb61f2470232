import type { Texts } from '../translation/useTexts';

/** Why the toolkit image of a kernel can't be built here, if it can't. */
export function buildObstacle(
  of: {
    retired: boolean;
    /** Whether its source has what a build needs. */
    buildable: boolean;
  },
  t: Texts,
): string | undefined {
  if (of.retired) {
    return t('buildObstacle.retired');
  }
  return of.buildable ? undefined : t('buildObstacle.notBuildable');
}

import type { Texts } from '../translation/useTexts';

/** Why the toolkit image of a kernel can't be built here, if it can't. */
export function buildObstacle(
  of: {
    retired: boolean;
    /** Whether its source has what a build needs. */
    buildable: boolean;
    /** What to build for; one of those present where undefined. */
    architecture?: string;
    /** Architectures that have an image under the tag. */
    present: string[];
  },
  t: Texts,
): string | undefined {
  const { retired, buildable, architecture, present } = of;
  if (retired) {
    return t('buildObstacle.retired');
  }
  if (!buildable) {
    return t('buildObstacle.notBuildable');
  }
  const others = present.filter(name => name !== (architecture ?? present[0]));
  return others.length > 0
    ? t('buildObstacle.otherArchitectures', {
        architectures: present.join(', '),
      })
    : undefined;
}

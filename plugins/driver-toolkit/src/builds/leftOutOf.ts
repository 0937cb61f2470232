import type { RequestedBuild } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Texts } from '../translation/useTexts';

/** Which architectures a request leaves out, and why: a sentence for each. */
export function leftOutOf(
  { leftOut = [] }: Pick<RequestedBuild, 'leftOut'>,
  t: Texts,
): string[] {
  return leftOut.map(({ architecture, reason }) =>
    t('builds.leftOut', { architecture, reason }),
  );
}

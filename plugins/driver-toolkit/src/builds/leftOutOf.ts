import type { RequestedBuild } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Texts } from '../translation/useTexts';

/** Architectures that a request left out, one sentence with the reason for each. */
export function leftOutOf(
  { leftOut = [] }: Pick<RequestedBuild, 'leftOut'>,
  t: Texts,
): string[] {
  return leftOut.map(({ architecture, reason }) =>
    t('builds.leftOut', { architecture, reason }),
  );
}

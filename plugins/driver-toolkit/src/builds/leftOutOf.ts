import type { RequestedBuild } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Texts } from '../translation/useTexts';

/** Which architectures a request leaves out, and why; undefined where none. */
export function leftOutOf(
  { leftOut = [] }: Pick<RequestedBuild, 'leftOut'>,
  t: Texts,
): string | undefined {
  return leftOut.length === 0
    ? undefined
    : leftOut
        .map(({ architecture, reason }) =>
          t('builds.leftOut', { architecture, reason }),
        )
        .join(' ');
}

import { Alert } from '@backstage/ui';
import type { Kernel } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useTexts, type Texts } from '../translation/useTexts';

type Releases = NonNullable<Kernel['releasesWithoutToolkit']>[number];

/** Releases whose nodes run a kernel, but whose toolkit images are for other kernels. */
export function ReleasesWithoutToolkit(props: { releases: Releases[] }) {
  const { t } = useTexts();
  return (
    <>
      {props.releases.map(group => (
        <Alert
          key={`${group.architecture} ${group.releases[0]}`}
          icon
          status="warning"
          title={t('releasesWithoutToolkit.title', {
            count: group.releaseCount,
            architecture: group.architecture,
            release: group.releases[0],
          })}
          description={describe(group, t)}
        />
      ))}
    </>
  );
}

function describe(
  { releases, releaseCount, toolkits }: Releases,
  t: Texts,
): string {
  const kernels = [...new Set(toolkits.map(({ kernel }) => kernel))].join(', ');
  const unnamed = releaseCount - releases.length;
  const names =
    releases.join(', ') +
    (unnamed > 0 ? ` ${t('releasedImages.unnamed', { count: unnamed })}` : '');
  return [
    kernels
      ? t('releasesWithoutToolkit.others', { kernels })
      : t('releasesWithoutToolkit.none'),
    ...(releaseCount > 1
      ? [t('releasesWithoutToolkit.releases', { releases: names })]
      : []),
  ].join(' ');
}

import {
  isFinished,
  type BuildRequest,
  type Kernel,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useTexts } from '../translation/useTexts';
import { buildObstacle } from './buildObstacle';
import { imageArchitectures } from './imageArchitectures';
import { isBuildable } from './kernelFlavours';
import { staleImageOf } from './staleImageOf';
import { ToolkitBuildButton } from './ToolkitBuildButton';

/** Builds a kernel's missing toolkit image, or rebuilds a stale one. */
export function KernelBuildButton(props: {
  kernel: Kernel;
  isPending: boolean;
  onBuild: (request: BuildRequest) => void;
}) {
  const { kernel, isPending, onBuild } = props;
  const { t } = useTexts();
  const underWay = kernel.latestBuild && !isFinished(kernel.latestBuild);
  const stale = staleImageOf(kernel);
  if (underWay || (kernel.imageState !== 'absent' && !stale)) {
    return null;
  }
  return (
    <ToolkitBuildButton
      request={{
        type: 'toolkit',
        source: kernel.source,
        kernel: kernel.kernel,
        ...(stale && {
          architectures: imageArchitectures(stale, 'present'),
          repository: stale.repository,
          force: true,
        }),
      }}
      obstacle={buildObstacle(
        {
          retired: kernel.retired,
          buildable: isBuildable(kernel),
          otherSources: kernel.otherSources,
        },
        t,
      )}
      isPending={isPending}
      onBuild={onBuild}
    />
  );
}

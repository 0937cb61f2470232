import {
  buildCreatePermission,
  isFinished,
  type BuildRequest,
  type Kernel,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { PermittedButton } from '../permission/PermittedButton';
import { useTexts } from '../translation/useTexts';
import { isBuildable } from './kernelFlavours';

/** Builds the toolkit image of a kernel that has none. */
export function KernelBuildButton(props: {
  kernel: Kernel;
  isPending: boolean;
  onBuild: (request: BuildRequest) => void;
}) {
  const { kernel, isPending, onBuild } = props;
  const { t } = useTexts();
  const underWay = kernel.latestBuild && !isFinished(kernel.latestBuild);
  if (kernel.imageState !== 'absent' || underWay) {
    return null;
  }
  return (
    <PermittedButton
      permission={buildCreatePermission}
      disabledReason={
        isBuildable(kernel) ? undefined : t('kernels.notBuildable')
      }
      size="small"
      variant="secondary"
      isPending={isPending}
      onPress={() =>
        onBuild({
          type: 'toolkit',
          source: kernel.source,
          kernel: kernel.kernel,
        })
      }
    >
      {t('builds.build')}
    </PermittedButton>
  );
}

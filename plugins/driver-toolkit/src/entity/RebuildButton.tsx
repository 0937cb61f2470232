import {
  toRpmArchitecture,
  type BuildRequest,
  type Image,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { KernelId } from '../api/kernelId';
import { useKernel } from '../api/useKernel';
import { buildObstacle } from '../kernels/buildObstacle';
import { isBuildable } from '../kernels/kernelFlavours';
import { ToolkitBuildButton } from '../kernels/ToolkitBuildButton';
import { useTexts } from '../translation/useTexts';

/** Rebuilds an image. */
export function RebuildButton(props: {
  image: Image;
  kernel: KernelId;
  isPending: boolean;
  onBuild: (request: BuildRequest) => void;
}) {
  const { image, isPending, onBuild } = props;
  const { source, kernel } = props.kernel;
  const { t } = useTexts();
  const { data: known } = useKernel({ source, kernel });
  const present = image.platforms
    .map(({ architecture }) => toRpmArchitecture(architecture))
    // The architecture of an unreadable platform may be unknown.
    .filter(architecture => architecture !== 'unknown');
  return (
    <ToolkitBuildButton
      request={{
        type: 'toolkit',
        source,
        kernel,
        ...(present.length > 0 && { architectures: present }),
        repository: image.repository,
        force: true,
      }}
      obstacle={buildObstacle(
        {
          retired: known?.retired ?? false,
          buildable: known ? isBuildable(known) : true,
        },
        t,
      )}
      isPending={isPending}
      onBuild={onBuild}
    />
  );
}

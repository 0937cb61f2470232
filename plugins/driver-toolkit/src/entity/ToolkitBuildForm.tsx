import {
  buildCreatePermission,
  type Kernel,
  type KernelImage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { Select, Skeleton, Text } from '@backstage/ui';
import { useState } from 'react';
import { useCreateBuild, type CreatedBuild } from '../api/useCreateBuild';
import { useKernel } from '../api/useKernel';
import { Problem } from '../display/Problem';
import { buildObstacle } from '../kernels/buildObstacle';
import { imageArchitectures } from '../kernels/imageArchitectures';
import type { KernelId } from '../kernels/kernelId';
import { isBuildable } from '../kernels/kernelFlavours';
import { PermittedButton } from '../permission/PermittedButton';
import { useTexts, type Texts } from '../translation/useTexts';
import { BuildPanel } from './BuildPanel';
import { ImageToBuild } from './ImageToBuild';

/** Builds a kernel's toolkit image. */
export function ToolkitBuildForm(props: {
  kernel: KernelId;
  onCreated: (created: CreatedBuild) => void;
}) {
  const { t } = useTexts();
  const { data: kernel, error, refetch } = useKernel(props.kernel);
  if (kernel) {
    return <Form kernel={kernel} onCreated={props.onCreated} />;
  }
  return error ? (
    <Problem title={t('kernelCard.failed')} error={error} onRetry={refetch} />
  ) : (
    <Skeleton width="100%" height="5rem" />
  );
}

function Form(props: {
  kernel: Kernel;
  onCreated: (created: CreatedBuild) => void;
}) {
  const { kernel, onCreated } = props;
  const { t } = useTexts();
  const { mutate, isPending, error } = useCreateBuild(onCreated);
  const [repository, setRepository] = useState(kernel.images[0]?.repository);
  const image = kernel.images.find(item => item.repository === repository);
  const obstacle = obstacleOf(kernel, image, t);

  return (
    <BuildPanel
      title={t('toolkitBuild.title')}
      notes={
        <>
          {obstacle && <Text color="secondary">{obstacle}</Text>}
          {error && <Problem title={t('builds.notQueued')} error={error} />}
        </>
      }
    >
      {image && <ImageToBuild image={image} canBeBuilt={!obstacle} />}
      {kernel.images.length > 1 && (
        <Select
          label={t('toolkitBuild.repository')}
          size="small"
          selectionMode="single"
          options={kernel.images.map(item => ({
            id: item.repository,
            label: item.repository,
          }))}
          value={repository}
          onChange={key => key !== null && setRepository(String(key))}
        />
      )}
      <PermittedButton
        permission={buildCreatePermission}
        resourceRef={kernel.entityRef}
        variant="primary"
        isPending={isPending}
        disabledReason={obstacle}
        onPress={() =>
          mutate({
            type: 'toolkit',
            source: kernel.source,
            kernel: kernel.kernel,
            repository,
            // The words beside the button say what becomes of an image that is there.
            force: image?.state !== 'absent',
          })
        }
      >
        {t(image?.stale ? 'builds.rebuild' : 'builds.build')}
      </PermittedButton>
    </BuildPanel>
  );
}

function obstacleOf(
  kernel: Kernel,
  image: KernelImage | undefined,
  t: Texts,
): string | undefined {
  return image
    ? buildObstacle(
        {
          retired: kernel.retired,
          buildable: isBuildable(kernel),
          present: imageArchitectures(image, 'present'),
        },
        t,
      )
    : t('imageState.noRepository');
}

import { Select, Skeleton, Text } from '@backstage/ui';
import {
  buildableArchitectures,
  buildCreatePermission,
  type Kernel,
  type KernelImage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useState } from 'react';
import type { KernelId } from '../api/kernelId';
import { useCreateBuild, type CreatedBuild } from '../api/useCreateBuild';
import { useKernel } from '../api/useKernel';
import { Problem } from '../display/Problem';
import { buildObstacle } from '../kernels/buildObstacle';
import { isBuildable } from '../kernels/kernelFlavours';
import { PermittedButton } from '../permission/PermittedButton';
import { useTexts, type Texts } from '../translation/useTexts';
import { BuildPanel } from './BuildPanel';
import panelStyles from './BuildPanel.module.css';
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
  const [architecture, setArchitecture] = useState('');
  const obstacle = obstacleOf(kernel, image, t);
  const architectures = buildableArchitectures(kernel);

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
      {image && (
        <ImageToBuild
          image={image}
          architecture={architecture}
          canBeBuilt={!obstacle}
        />
      )}
      {kernel.images.length > 1 && (
        <Select
          label={t('toolkitBuild.repository')}
          className={panelStyles.choice}
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
      {architectures.length > 1 && (
        <Select
          label={t('toolkitBuild.architecture')}
          className={panelStyles.choice}
          size="small"
          selectionMode="single"
          options={[
            { id: '', label: t('toolkitBuild.everyArchitecture') },
            ...architectures.map(name => ({ id: name, label: name })),
          ]}
          value={architecture}
          onChange={key => setArchitecture(String(key ?? ''))}
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
            ...(architecture && { architectures: [architecture] }),
            // The text next to the button says what happens to an existing image.
            force: replaces(image, architecture),
          })
        }
      >
        {t(image?.stale ? 'builds.rebuild' : 'builds.build')}
      </PermittedButton>
    </BuildPanel>
  );
}

/**
 * Whether a build replaces existing architectures. A build that adds missing
 * ones leaves the others alone, unless they are stale.
 */
function replaces(
  image: KernelImage | undefined,
  architecture: string,
): boolean {
  const states = (image?.architectures ?? [])
    .filter(each => !architecture || each.architecture === architecture)
    .map(({ state }) => state);
  const isStale = !architecture && image?.stale !== undefined;
  return image?.state !== 'absent' && (isStale || !states.includes('absent'));
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
        },
        t,
      )
    : t('imageState.noRepository');
}

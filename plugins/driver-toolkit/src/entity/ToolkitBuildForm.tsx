import {
  buildCreatePermission,
  type Kernel,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { Flex, Select, Skeleton, Text } from '@backstage/ui';
import { useState } from 'react';
import { useKernel } from '../api/useKernel';
import { Problem } from '../display/Problem';
import { ImageStateBadge } from '../kernels/ImageStateBadge';
import type { KernelId } from '../kernels/kernelId';
import { isBuildable } from '../kernels/kernelFlavours';
import { PermittedButton } from '../permission/PermittedButton';
import { useTexts, type Texts } from '../translation/useTexts';
import { BuildPanel } from './BuildPanel';
import { useBuildAndOpen } from './useBuildAndOpen';

/** Builds a kernel's toolkit image. */
export function ToolkitBuildForm(props: {
  kernel: KernelId;
  onOpen: (id: string) => void;
}) {
  const { t } = useTexts();
  const { data: kernel, error, refetch } = useKernel(props.kernel);
  if (kernel) {
    return <Form kernel={kernel} onOpen={props.onOpen} />;
  }
  return error ? (
    <Problem title={t('kernelCard.failed')} error={error} onRetry={refetch} />
  ) : (
    <Skeleton width="100%" height="5rem" />
  );
}

function Form(props: { kernel: Kernel; onOpen: (id: string) => void }) {
  const { kernel, onOpen } = props;
  const { t } = useTexts();
  const { mutate, isPending, error } = useBuildAndOpen(onOpen);
  const [repository, setRepository] = useState(kernel.images[0]?.repository);
  const image = kernel.images.find(item => item.repository === repository);

  return (
    <BuildPanel title={t('toolkitBuild.title')}>
      {image && (
        <Flex align="center" gap="2" style={{ flexWrap: 'wrap' }}>
          <ImageStateBadge state={image.state} />
          <Text>{t(`toolkitBuild.${image.state}`)}</Text>
          {image.reason && <Text color="secondary">{image.reason}</Text>}
        </Flex>
      )}
      <Flex align="end" gap="3" style={{ flexWrap: 'wrap' }}>
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
          variant="primary"
          isPending={isPending}
          disabledReason={disabledReason(kernel, t)}
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
          {t('builds.build')}
        </PermittedButton>
      </Flex>
      {error && <Problem title={t('builds.notQueued')} error={error} />}
    </BuildPanel>
  );
}

function disabledReason(kernel: Kernel, t: Texts): string | undefined {
  if (kernel.images.length === 0) {
    return t('imageState.noRepository');
  }
  return isBuildable(kernel) ? undefined : t('kernels.notBuildable');
}

import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import { Alert, Flex, Skeleton, Text } from '@backstage/ui';
import type { Kernel } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { DriverToolkitQueries } from '../api/DriverToolkitQueries';
import type { KernelId } from '../api/kernelId';
import { useKernel } from '../api/useKernel';
import { Problem } from '../display/Problem';
import { isBuildable } from '../kernels/kernelFlavours';
import { useTexts } from '../translation/useTexts';
import { FlavourTable } from './FlavourTable';
import { KernelImageTable } from './KernelImageTable';
import { kernelOf } from './kernelOf';
import { NoKernelAnnotation } from './NoKernelAnnotation';
import { OtherSources } from './OtherSources';
import { ReleasedImages } from './ReleasedImages';
import { ReleasesWithoutToolkit } from './ReleasesWithoutToolkit';

/** Entity card of a kernel: its flavours and its images. */
export function KernelCard() {
  const { t } = useTexts();
  const kernel = kernelOf(useEntity().entity);
  return (
    <DriverToolkitQueries>
      <EntityInfoCard title={t('kernelCard.title')}>
        {kernel ? <KernelDetails kernel={kernel} /> : <NoKernelAnnotation />}
      </EntityInfoCard>
    </DriverToolkitQueries>
  );
}

function KernelDetails(props: { kernel: KernelId }) {
  const { t } = useTexts();
  const { data: kernel, error, refetch } = useKernel(props.kernel);
  return (
    <Flex direction="column" gap="4">
      {error && (
        <Problem
          title={t('kernelCard.failed')}
          error={error}
          onRetry={refetch}
        />
      )}
      {!kernel && !error && <Skeleton width="100%" height="8rem" />}
      {kernel && (
        <>
          {kernel.retired && (
            <Alert
              icon
              status="info"
              title={t('kernelCard.retired')}
              description={t('kernelCard.retiredMeaning')}
            />
          )}
          {kernel.releasesWithoutToolkit && (
            <ReleasesWithoutToolkit releases={kernel.releasesWithoutToolkit} />
          )}
          {needsPackages(kernel) && (
            <Text>{t('otherSources.needed', { kernel: kernel.kernel })}</Text>
          )}
          <Text as="h4" variant="body-large" weight="bold">
            {t('kernelCard.images')}
          </Text>
          <KernelImageTable images={kernel.images} />
          {kernel.toolkitImages && (
            <ReleasedImages images={kernel.toolkitImages} />
          )}
          {kernel.otherSources && (
            <OtherSources sources={kernel.otherSources} />
          )}
          <Text as="h4" variant="body-large" weight="bold">
            {t('kernelCard.flavours')}
          </Text>
          <FlavourTable flavours={kernel.flavours} />
        </>
      )}
    </Flex>
  );
}

/** Whether a kernel has neither a toolkit image nor a source to build one from. */
function needsPackages(kernel: Kernel): boolean {
  return (
    kernel.imageState === 'absent' &&
    !kernel.retired &&
    !kernel.otherSources &&
    !isBuildable(kernel)
  );
}

import { stringifyEntityRef } from '@backstage/catalog-model';
import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import { Alert, Flex, Skeleton } from '@backstage/ui';
import { DriverToolkitQueries } from '../api/DriverToolkitQueries';
import { useImage } from '../api/useImage';
import { Problem } from '../display/Problem';
import { useTexts } from '../translation/useTexts';
import { ImageCommands } from './ImageCommands';
import { ImageFacts } from './ImageFacts';
import { LabelTable } from './LabelTable';
import { PlatformTable } from './PlatformTable';
import { ReferrerTable } from './ReferrerTable';
import { StaleImage } from './StaleImage';

/** Entity card of a toolkit image: its facts and its use. */
export function ImageCard() {
  const { t } = useTexts();
  const { entity } = useEntity();
  return (
    <DriverToolkitQueries>
      <EntityInfoCard title={t('imageCard.title')}>
        <ImageDetails entityRef={stringifyEntityRef(entity)} />
      </EntityInfoCard>
    </DriverToolkitQueries>
  );
}

function ImageDetails({ entityRef }: { entityRef: string }) {
  const { t } = useTexts();
  const { data: image, error, refetch } = useImage(entityRef);
  return (
    <Flex direction="column" gap="4">
      {error && (
        <Problem
          title={t('imageCard.failed')}
          error={error}
          onRetry={refetch}
        />
      )}
      {!image && !error && <Skeleton width="100%" height="12rem" />}
      {image && (
        <>
          {image.error && (
            <Alert
              icon
              status="warning"
              title={t('imageCard.incomplete')}
              description={image.error}
            />
          )}
          {image.stale && <StaleImage image={image} reasons={image.stale} />}
          <ImageFacts image={image} />
          <ImageCommands image={image} />
          <PlatformTable platforms={image.platforms} />
          <ReferrerTable
            referrers={image.referrers ?? []}
            platforms={image.platforms}
          />
          <LabelTable labels={image.labels} />
        </>
      )}
    </Flex>
  );
}

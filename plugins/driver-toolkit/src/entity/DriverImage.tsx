import { usePermission } from '@backstage/plugin-permission-react';
import { Alert, Card, CardBody, Flex, Text } from '@backstage/ui';
import {
  claimManagePermission,
  type DriverClaim,
  type ImageClaim,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useDriverClaim } from '../api/useDriverClaim';
import { CopyableText } from '../display/CopyableText';
import { Fact, Facts } from '../display/Facts';
import { Problem } from '../display/Problem';
import { Sentences } from '../display/Sentences';
import { useTexts } from '../translation/useTexts';
import { DecideClaimButton } from './DecideClaimButton';
import { ImageOwner } from './ImageOwner';

/** The image of a driver, its owner, and why the driver can't be built. */
export function DriverImage({ entityRef }: { entityRef: string }) {
  const { t } = useTexts();
  const { data: driver, error, refetch } = useDriverClaim(entityRef);
  return (
    <>
      {error && (
        <Problem
          title={t('driverImage.failed')}
          error={error}
          onRetry={refetch}
        />
      )}
      {driver && driver.refusals.length > 0 && (
        <Alert
          role="alert"
          icon
          status="warning"
          title={t('driverImage.refused')}
          description={<Sentences texts={driver.refusals} />}
        />
      )}
      {driver?.image && <Details driver={driver} />}
    </>
  );
}

function Details({ driver }: { driver: DriverClaim }) {
  const { t } = useTexts();
  const { image, sourceRepository, claim } = driver;
  return (
    <Card>
      <CardBody>
        <Flex direction="column" gap="3">
          <Text as="h2" variant="title-x-small" weight="bold">
            {t('driverImage.title')}
          </Text>
          <Facts layout="line">
            <Fact name={t('driverImage.image')}>
              <CopyableText label={t('driverImage.image')} text={image!} />
            </Fact>
            <Fact name={t('driverImage.repository')}>{sourceRepository}</Fact>
            <Fact name={t('driverImage.owner')}>
              <ImageOwner driver={driver} />
            </Fact>
          </Facts>
          {claim && <Decisions driver={driver} claim={claim} />}
        </Flex>
      </CardBody>
    </Card>
  );
}

/** Buttons to decide on a claim. */
function Decisions(props: { driver: DriverClaim; claim: ImageClaim }) {
  const { driver, claim } = props;
  const { t } = useTexts();
  const { allowed } = usePermission({ permission: claimManagePermission });
  if (!allowed || claim.state === 'released') {
    return null;
  }
  const { entityRef, sourceRepository } = driver;
  const own = sourceRepository && { entityRef, sourceRepository };
  const isOwn = (other: typeof claim.owner) =>
    other?.entityRef === entityRef &&
    other.sourceRepository === sourceRepository;
  return (
    <Flex gap="2">
      {own && !isOwn(claim.owner) && (
        <DecideClaimButton
          claim={claim}
          owner={own}
          label={t('driverImage.move.action')}
        />
      )}
      {claim.claimants
        .filter(claimant => !isOwn(claimant))
        .map(claimant => (
          <DecideClaimButton
            key={JSON.stringify(claimant)}
            claim={claim}
            owner={claimant}
            label={t('driverImage.move.give', { entity: claimant.entityRef })}
          />
        ))}
      <DecideClaimButton
        claim={claim}
        label={t('driverImage.release.action')}
      />
    </Flex>
  );
}

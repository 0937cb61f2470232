import { Link, Text } from '@backstage/ui';
import type {
  DriverClaim,
  ImageClaimant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useEntityAddress } from '../navigation/useEntityAddress';
import { useTexts } from '../translation/useTexts';

/** Owner of a driver's image. */
export function ImageOwner({ driver }: { driver: DriverClaim }) {
  const { t } = useTexts();
  const { claim, entityRef, sourceRepository } = driver;
  if (claim?.state === 'disputed') {
    return (
      <>
        <Text as="p">{t('driverImage.disputed')}</Text>
        <ul>
          {claim.claimants.map(claimant => (
            <li key={JSON.stringify(claimant)}>
              <Claimant claimant={claimant} />
            </li>
          ))}
        </ul>
      </>
    );
  }
  if (!claim?.owner) {
    return <Text>{t('driverImage.nobody')}</Text>;
  }
  const { owner } = claim;
  return owner.entityRef === entityRef &&
    owner.sourceRepository === sourceRepository ? (
    <Text>{t('driverImage.thisDriver')}</Text>
  ) : (
    <Claimant claimant={owner} />
  );
}

function Claimant({ claimant }: { claimant: ImageClaimant }) {
  const { t } = useTexts();
  const addressOf = useEntityAddress();
  const { entityRef, sourceRepository: repository } = claimant;
  return (
    <>
      <Link href={addressOf(entityRef)}>{entityRef}</Link>{' '}
      <Text color="secondary">
        {t('driverImage.asBuiltFrom', { repository })}
      </Text>
    </>
  );
}

import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Text,
} from '@backstage/ui';
import type {
  ImageClaim,
  ImageClaimant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useState } from 'react';
import { useDecideClaim } from '../api/useDecideClaim';
import { Problem } from '../display/Problem';
import { useTexts } from '../translation/useTexts';

/** Moves an image to a driver, or releases it, after a confirmation. */
export function DecideClaimButton(props: {
  claim: ImageClaim;
  /** The new owner; undefined to release the image. */
  owner?: ImageClaimant;
  label: string;
}) {
  const { claim, owner, label } = props;
  const { t } = useTexts();
  const [asking, setAsking] = useState(false);
  const { mutate, isPending, error } = useDecideClaim(claim);
  const decide = () => mutate(owner, { onSuccess: () => setAsking(false) });

  return (
    <>
      <Button variant="secondary" onPress={() => setAsking(true)}>
        {label}
      </Button>
      <Dialog isOpen={asking} onOpenChange={setAsking} width={560}>
        <DialogHeader>
          {owner
            ? t('driverImage.move.question')
            : t('driverImage.release.question')}
        </DialogHeader>
        <DialogBody>
          <Flex direction="column" gap="3">
            <Text>
              {owner
                ? t('driverImage.move.meaning', {
                    image: claim.image,
                    entity: owner.entityRef,
                    repository: owner.sourceRepository,
                  })
                : t('driverImage.release.meaning', { image: claim.image })}
            </Text>
            {error && (
              <Problem title={t('driverImage.notDecided')} error={error} />
            )}
          </Flex>
        </DialogBody>
        <DialogFooter>
          <Button variant="secondary" onPress={() => setAsking(false)}>
            {t('driverImage.keep')}
          </Button>
          <Button
            variant="primary"
            destructive
            isPending={isPending}
            onPress={decide}
          >
            {owner
              ? t('driverImage.move.confirm')
              : t('driverImage.release.confirm')}
          </Button>
        </DialogFooter>
      </Dialog>
    </>
  );
}

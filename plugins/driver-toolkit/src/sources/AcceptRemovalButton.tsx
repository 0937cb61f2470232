import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Text,
} from '@backstage/ui';
import {
  sourceRefreshPermission,
  type Source,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useState } from 'react';
import { useRefreshSource } from '../api/useRefreshSource';
import { Problem } from '../display/Problem';
import { PermittedButton } from '../permission/PermittedButton';
import { useTexts } from '../translation/useTexts';

/** Accepts removals from a source, after a confirmation. */
export function AcceptRemovalButton(props: {
  source: Source;
  held: NonNullable<Source['held']>;
}) {
  const { source, held } = props;
  const { t } = useTexts();
  const [asking, setAsking] = useState(false);
  const { mutate, isPending, error } = useRefreshSource();
  const accept = () =>
    mutate(
      { id: source.id, acceptRemoval: true },
      { onSuccess: () => setAsking(false) },
    );

  return (
    <>
      <PermittedButton
        permission={sourceRefreshPermission}
        variant="secondary"
        onPress={() => setAsking(true)}
      >
        {t('sources.accept')}
      </PermittedButton>
      <Dialog isOpen={asking} onOpenChange={setAsking} width={560}>
        <DialogHeader>{t('sources.acceptQuestion')}</DialogHeader>
        <DialogBody>
          <Flex direction="column" gap="3">
            <Text weight="bold">{source.title}</Text>
            <Text>{t('sources.acceptReasons')}</Text>
            <ul>
              {held.reasons.map(reason => (
                <li key={reason}>
                  <Text>{reason}</Text>
                </li>
              ))}
            </ul>
            <Text>{t(`sources.acceptConsequence.${source.kind}`)}</Text>
            <Text>{t('sources.acceptWarning')}</Text>
            {error && (
              <Problem title={t('sources.notAccepted')} error={error} />
            )}
          </Flex>
        </DialogBody>
        <DialogFooter>
          <Button variant="secondary" onPress={() => setAsking(false)}>
            {t('sources.keepAll')}
          </Button>
          <Button
            variant="primary"
            destructive
            isPending={isPending}
            onPress={accept}
          >
            {t('sources.removeMissing')}
          </Button>
        </DialogFooter>
      </Dialog>
    </>
  );
}

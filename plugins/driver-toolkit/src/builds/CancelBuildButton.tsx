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
  buildCancelPermission,
  buildEntityRef,
  type Build,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useState } from 'react';
import { useCancelBuild } from '../api/useCancelBuild';
import { Problem } from '../display/Problem';
import { PermittedButton } from '../permission/PermittedButton';
import { useTexts } from '../translation/useTexts';

/** Cancels a build after a confirmation. */
export function CancelBuildButton({ build }: { build: Build }) {
  const { t } = useTexts();
  const [asking, setAsking] = useState(false);
  const { mutate, isPending, error } = useCancelBuild();
  const confirm = () => mutate(build.id, { onSuccess: () => setAsking(false) });

  if (build.cancelRequested) {
    return (
      <Button variant="secondary" isDisabled>
        {t('build.cancelling')}
      </Button>
    );
  }
  return (
    <>
      <PermittedButton
        permission={buildCancelPermission}
        resourceRef={buildEntityRef(build)}
        variant="secondary"
        onPress={() => setAsking(true)}
      >
        {t('build.cancel')}
      </PermittedButton>
      <Dialog isOpen={asking} onOpenChange={setAsking} width={480}>
        <DialogHeader>{t('build.cancelQuestion')}</DialogHeader>
        <DialogBody>
          <Flex direction="column" gap="3">
            <Text>{t('build.cancelConsequence')}</Text>
            {error && <Problem title={t('build.notCancelled')} error={error} />}
          </Flex>
        </DialogBody>
        <DialogFooter>
          <Button variant="secondary" onPress={() => setAsking(false)}>
            {t('build.keepBuilding')}
          </Button>
          <Button
            variant="primary"
            destructive
            isPending={isPending}
            onPress={confirm}
          >
            {t('build.cancel')}
          </Button>
        </DialogFooter>
      </Dialog>
    </>
  );
}

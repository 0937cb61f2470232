import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Flex, Text } from '@backstage/ui';
import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { RiDownloadLine } from '@remixicon/react';
import { useMutation } from '@tanstack/react-query';
import { driverToolkitApiRef } from '../api/driverToolkitApiRef';
import { saveFile } from '../display/saveFile';
import { useErrorMessage } from '../display/useErrorMessage';
import { useTexts } from '../translation/useTexts';

/** Saves a build's log as a file. */
export function DownloadLogButton({ build }: { build: Build }) {
  const { t } = useTexts();
  const api = useApi(driverToolkitApiRef);
  const message = useErrorMessage();
  const { mutate, isPending, error } = useMutation({
    // A plain link would lack the token that the portal's fetch adds.
    mutationFn: () => api.getBuildLog(build.id),
    onSuccess: text =>
      saveFile(
        new Blob([text], { type: 'text/plain' }),
        `${build.kernel}-${build.id}.log`,
      ),
  });
  return (
    <Flex align="center" gap="2">
      {error && (
        <Text color="danger" role="alert">
          {message(error)}
        </Text>
      )}
      <Button
        variant="secondary"
        iconStart={<RiDownloadLine />}
        isPending={isPending}
        onPress={() => mutate()}
      >
        {t('log.download')}
      </Button>
    </Flex>
  );
}

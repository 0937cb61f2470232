import {
  buildCreatePermission,
  type Build,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { Flex } from '@backstage/ui';
import { RiRestartLine } from '@remixicon/react';
import { useRetryBuild } from '../api/useRetryBuild';
import { Problem } from '../display/Problem';
import { PermittedButton } from '../permission/PermittedButton';
import { useTexts } from '../translation/useTexts';
import { useCreatedBuildNotice } from './useCreatedBuildNotice';

/** Queues the target of a build that came to nothing again, and shows the new build. */
export function RetryBuildButton(props: {
  build: Build;
  onOpen: (id: string) => void;
}) {
  const { build, onOpen } = props;
  const { t } = useTexts();
  const notice = useCreatedBuildNotice();
  const { mutate, isPending, error } = useRetryBuild(result => {
    notice(result);
    onOpen(result.build.id);
  });
  if (build.state === 'succeeded') {
    return null;
  }
  return (
    <Flex direction="column" gap="2" align="end">
      <PermittedButton
        permission={buildCreatePermission}
        variant="secondary"
        iconStart={<RiRestartLine />}
        isPending={isPending}
        onPress={() => mutate(build.id)}
      >
        {t('build.retry')}
      </PermittedButton>
      {error && <Problem title={t('builds.notQueued')} error={error} />}
    </Flex>
  );
}

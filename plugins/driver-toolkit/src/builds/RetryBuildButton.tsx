import { Flex } from '@backstage/ui';
import {
  buildCreatePermission,
  buildEntityRef,
  type Build,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { RiRestartLine } from '@remixicon/react';
import type { CreatedBuild } from '../api/useCreateBuild';
import { useRetryBuild } from '../api/useRetryBuild';
import { Problem } from '../display/Problem';
import { PermittedButton } from '../permission/PermittedButton';
import { useTexts } from '../translation/useTexts';

/** Retries a failed or cancelled build. */
export function RetryBuildButton(props: {
  build: Build;
  onCreated: (created: CreatedBuild) => void;
}) {
  const { build, onCreated } = props;
  const { t } = useTexts();
  const { mutate, isPending, error } = useRetryBuild(onCreated);
  if (build.state === 'succeeded') {
    return null;
  }
  return (
    <Flex direction="column" gap="2" align="end">
      <PermittedButton
        permission={buildCreatePermission}
        resourceRef={buildEntityRef(build)}
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

import { Flex } from '@backstage/ui';
import type { Image } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useCreateBuild } from '../api/useCreateBuild';
import { useQueuedToast } from '../builds/useQueuedToast';
import { Notice } from '../display/Notice';
import { Problem } from '../display/Problem';
import { Sentences } from '../display/Sentences';
import { useTexts } from '../translation/useTexts';
import { RebuildButton } from './RebuildButton';

/** Why an image is stale, with a button to rebuild it. */
export function StaleImage(props: { image: Image; reasons: string[] }) {
  const { image, reasons } = props;
  const { t } = useTexts();
  const { mutate, isPending, error } = useCreateBuild(useQueuedToast());
  const [kernel] = image.kernels;
  return (
    <Flex direction="column" gap="3">
      <Notice
        status="warning"
        title={t('imageCard.stale')}
        description={<Sentences texts={reasons} />}
        customActions={
          kernel && (
            <RebuildButton
              image={image}
              kernel={kernel}
              isPending={isPending}
              onBuild={mutate}
            />
          )
        }
      />
      {error && <Problem title={t('builds.notQueued')} error={error} />}
    </Flex>
  );
}

import type { KernelImage } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { Flex, Text } from '@backstage/ui';
import { ImageStateBadge } from '../kernels/ImageStateBadge';
import { imageArchitectures } from '../kernels/imageArchitectures';
import { useTexts } from '../translation/useTexts';

/** What is there of an image, why, and what a build makes of it. */
export function ImageToBuild(props: {
  image: KernelImage;
  canBeBuilt: boolean;
}) {
  const { image, canBeBuilt } = props;
  const { t } = useTexts();
  const { state, stale, reason } = image;
  const missing =
    state === 'present' ? imageArchitectures(image, 'absent') : [];
  return (
    <Flex align="center" gap="2" style={{ flexWrap: 'wrap' }}>
      <ImageStateBadge state={state} stale={stale} />
      {canBeBuilt && (stale || missing.length === 0) && (
        <Text>{t(`toolkitBuild.${stale ? 'stale' : state}`)}</Text>
      )}
      {missing.length > 0 && (
        <Text>
          {t('toolkitBuild.incomplete', { architectures: missing.join(', ') })}
        </Text>
      )}
      {(reason || stale) && (
        <Text color="secondary">{reason ?? stale?.join(' ')}</Text>
      )}
    </Flex>
  );
}

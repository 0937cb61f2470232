import type { Kernel } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { Flex, Text } from '@backstage/ui';
import { useTexts, type Texts } from '../translation/useTexts';
import { ImageStateBadge } from './ImageStateBadge';

/** A kernel's image state over its repositories, with the reason for it. */
export function KernelImageState({ kernel }: { kernel: Kernel }) {
  const { t } = useTexts();
  return (
    <Flex direction="column" gap="0.5" align="start">
      <ImageStateBadge state={kernel.imageState} />
      <Text variant="body-small" color="secondary">
        {reasonOf(kernel, t)}
      </Text>
    </Flex>
  );
}

function reasonOf(kernel: Kernel, t: Texts): string {
  const decisive = kernel.images.filter(
    image => image.state === kernel.imageState,
  );
  if (decisive.length === 0) {
    return t('imageState.noRepository');
  }
  const repositories = decisive.map(image => image.repository).join(', ');
  if (kernel.imageState === 'unknown') {
    const reasons = decisive.flatMap(image => image.reason ?? []);
    return reasons.length > 0
      ? [...new Set(reasons)].join(' ')
      : t('imageState.notAsked', { repositories });
  }
  return kernel.imageState === 'present'
    ? t('imageState.inRepositories', { repositories })
    : t('imageState.notInRepositories', { repositories });
}

import { Text } from '@backstage/ui';
import { ANNOTATION_KERNEL } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useTexts } from '../translation/useTexts';

/** Says that an entity names no kernel, and how to add one. */
export function NoKernelAnnotation() {
  const { t } = useTexts();
  return <Text>{t('entity.noKernel', { annotation: ANNOTATION_KERNEL })}</Text>;
}

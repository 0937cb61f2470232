import { Flex, Text } from '@backstage/ui';
import type { KernelImage } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { ImageStateBadge } from '../kernels/ImageStateBadge';
import { useTexts, type Texts } from '../translation/useTexts';

/** State of an image, the reason, and the effect of a build. */
export function ImageToBuild(props: {
  image: KernelImage;
  /** The architecture to build for; empty for all. */
  architecture: string;
  canBeBuilt: boolean;
}) {
  const { image, architecture, canBeBuilt } = props;
  const { t } = useTexts();
  const { state, stale, reason } = image;
  return (
    <Flex align="center" gap="2" style={{ flexWrap: 'wrap' }}>
      <ImageStateBadge state={state} stale={stale} />
      {prospects(image, architecture, canBeBuilt, t).map(text => (
        <Text key={text}>{text}</Text>
      ))}
      {(reason || stale) && (
        <Text color="secondary">{reason ?? stale?.join(' ')}</Text>
      )}
    </Flex>
  );
}

function prospects(
  image: KernelImage,
  architecture: string,
  canBeBuilt: boolean,
  t: Texts,
): string[] {
  const { state, stale } = image;
  const present = state === 'present' ? image.architectures : [];
  const chosen = present.find(each => each.architecture === architecture);
  const missing = (chosen ? [chosen] : present).flatMap(each =>
    each.state === 'absent' ? [each.architecture] : [],
  );
  const texts: string[] = [];
  if (canBeBuilt && chosen?.state === 'present') {
    texts.push(t('toolkitBuild.presentFor', { architecture }));
  } else if (canBeBuilt && chosen?.state === 'unknown') {
    texts.push(t('toolkitBuild.unknownFor', { architecture }));
  } else if (canBeBuilt && !chosen && (stale || missing.length === 0)) {
    texts.push(t(`toolkitBuild.${stale ? 'stale' : state}`));
  }
  if (missing.length > 0) {
    const architectures = missing.join(', ');
    texts.push(t('toolkitBuild.incomplete', { architectures }));
  }
  return texts;
}

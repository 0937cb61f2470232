import type { Image } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { CopyableText } from '../display/CopyableText';
import { Fact, Facts } from '../display/Facts';
import { useTexts } from '../translation/useTexts';
import { imageByDigest } from './imageByDigest';

/** Commands that use an image, pinned by its digest if that is known. */
export function ImageCommands({ image }: { image: Image }) {
  const { t } = useTexts();
  const pinned = imageByDigest(image) ?? image.reference;
  return (
    <Facts layout="column">
      <Fact name={t('imageCard.pull')}>
        <CopyableText
          label={t('imageCard.pull')}
          text={`podman pull ${pinned}`}
        />
      </Fact>
      <Fact name={t('imageCard.from')}>
        <CopyableText
          label={t('imageCard.from')}
          text={`FROM ${pinned} AS builder`}
        />
      </Fact>
    </Facts>
  );
}

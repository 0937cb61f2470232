import type { Image } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { CopyableText } from '../display/CopyableText';
import { Fact, Facts } from '../display/Facts';
import { formatBytes } from '../display/formatBytes';
import { RelativeTime } from '../display/RelativeTime';
import { useTexts } from '../translation/useTexts';

/** Facts of an image from the registry. */
export function ImageFacts({ image }: { image: Image }) {
  const { t } = useTexts();
  return (
    <>
      <Facts layout="column">
        <Fact name={t('imageCard.reference')}>
          <CopyableText
            label={t('imageCard.reference')}
            text={image.reference}
          />
        </Fact>
        <Fact name={t('imageCard.digest')}>
          {image.digest && (
            <CopyableText label={t('imageCard.digest')} text={image.digest} />
          )}
        </Fact>
      </Facts>
      <Facts>
        <Fact name={t('imageCard.architectures')}>
          {image.platforms.map(platform => platform.architecture).join(', ')}
        </Fact>
        <Fact name={t('imageCard.size')}>
          {image.size !== undefined && formatBytes(image.size)}
        </Fact>
        <Fact name={t('imageCard.created')}>
          {image.created && <RelativeTime time={image.created} />}
        </Fact>
        <Fact name={t('imageCard.repository')}>{image.repository}</Fact>
      </Facts>
    </>
  );
}

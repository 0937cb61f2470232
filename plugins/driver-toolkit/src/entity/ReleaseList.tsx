import { Text } from '@backstage/ui';
import type { Kernel } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useTexts } from '../translation/useTexts';

/** The newest release of an image, and the other releases on demand. */
export function ReleaseList(props: {
  image: NonNullable<Kernel['toolkitImages']>[number];
}) {
  const { releases, releaseCount } = props.image;
  const { t } = useTexts();
  const [newest, ...older] = releases;
  const unnamed = releaseCount - releases.length;
  return (
    <>
      <Text as="p">{newest}</Text>
      {older.length > 0 && (
        <details>
          <summary>
            <Text variant="body-small">
              {t('releasedImages.more', { count: releaseCount - 1 })}
            </Text>
          </summary>
          <Text variant="body-small">
            {older.join(', ')}
            {unnamed > 0 &&
              ` ${t('releasedImages.unnamed', { count: unnamed })}`}
          </Text>
        </details>
      )}
    </>
  );
}

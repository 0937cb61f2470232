import { Alert, Flex, Text } from '@backstage/ui';
import type { Source } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { RelativeTime } from '../display/RelativeTime';
import { useTexts } from '../translation/useTexts';

/** Why the list of kernels is empty. */
export function NoKernels(props: { filtered: boolean; sources: Source[] }) {
  const { t } = useTexts();
  const { filtered, sources } = props;
  if (filtered) {
    return <Text>{t('kernels.noneMatch')}</Text>;
  }
  if (sources.length === 0) {
    return <Text>{t('kernels.noSources')}</Text>;
  }
  return (
    <Flex direction="column" gap="3">
      <Text>{t('kernels.noneYet')}</Text>
      {sources.map(source => (
        <Alert
          key={source.id}
          icon
          status={source.error ? 'danger' : 'info'}
          title={source.title}
          description={
            source.error ??
            (source.lastSuccess ? (
              <>
                {t('kernels.sourceEmpty')}{' '}
                <RelativeTime time={source.lastSuccess} />
              </>
            ) : (
              t('kernels.sourceNotRead')
            ))
          }
        />
      ))}
    </Flex>
  );
}

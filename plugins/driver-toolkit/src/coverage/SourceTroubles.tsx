import { ButtonLink, Flex } from '@backstage/ui';
import type { Source } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { Notice } from '../display/Notice';
import { RelativeTime } from '../display/RelativeTime';
import { usePageAddress } from '../navigation/usePageAddress';
import { useTexts } from '../translation/useTexts';

/** Warning about sources with outdated data; renders nothing if there are none. */
export function SourceTroubles({ sources }: { sources: Source[] }) {
  const { t } = useTexts();
  const pageAddress = usePageAddress();
  const troubled = sources.filter(({ error, held }) => error || held);
  if (troubled.length === 0) {
    return null;
  }
  return (
    <Notice
      status="warning"
      title={t('coverage.troubles')}
      description={
        <Flex direction="column" gap="1">
          {troubled.map(source => (
            <Trouble key={source.id} source={source} />
          ))}
        </Flex>
      }
      customActions={
        <ButtonLink variant="secondary" href={pageAddress('sources')}>
          {t('coverage.openSources')}
        </ButtonLink>
      }
    />
  );
}

function Trouble(props: { source: Source }) {
  const { title, lastSuccess, held } = props.source;
  const { t } = useTexts();
  if (!lastSuccess) {
    return <span>{t('coverage.neverRead', { source: title })}</span>;
  }
  return (
    <span>
      {t(held ? 'coverage.heldReading' : 'coverage.oldReading', {
        source: title,
      })}{' '}
      <RelativeTime time={lastSuccess} />.
    </span>
  );
}

import { Alert, Card, CardBody, CardHeader, Flex, Text } from '@backstage/ui';
import {
  sourceRefreshPermission,
  type Source,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { RiRefreshLine } from '@remixicon/react';
import { useRefreshSource } from '../api/useRefreshSource';
import { Fact, Facts } from '../display/Facts';
import { Problem } from '../display/Problem';
import { RelativeTime } from '../display/RelativeTime';
import { Sentences } from '../display/Sentences';
import { PermittedButton } from '../permission/PermittedButton';
import { useTexts } from '../translation/useTexts';
import { HeldReading } from './HeldReading';

/** One kernel source or image repository, with the outcome of its reads. */
export function SourceCard({ source }: { source: Source }) {
  const { t } = useTexts();
  const { mutate, isPending, error } = useRefreshSource();
  return (
    <Card role="group" aria-label={source.title}>
      <CardHeader>
        <Flex
          justify="between"
          align="center"
          gap="3"
          style={{ flexWrap: 'wrap' }}
        >
          <Text as="h3" variant="title-x-small" weight="bold">
            {source.title}
          </Text>
          <PermittedButton
            permission={sourceRefreshPermission}
            variant="secondary"
            size="small"
            iconStart={<RiRefreshLine />}
            isPending={isPending || source.refreshing}
            onPress={() => mutate({ id: source.id })}
          >
            {t('sources.refresh')}
          </PermittedButton>
        </Flex>
      </CardHeader>
      <CardBody>
        <Flex direction="column" gap="3">
          {error && <Problem title={t('sources.notRefreshed')} error={error} />}
          {source.held && <HeldReading source={source} held={source.held} />}
          {source.error && !source.held && (
            <Alert
              role="alert"
              icon
              status="danger"
              title={t(
                source.lastSuccess
                  ? 'sources.lastReadFailed'
                  : 'sources.neverRead',
              )}
              description={source.error}
            />
          )}
          {source.warnings.length > 0 && (
            <Alert
              icon
              status="warning"
              title={t('sources.incomplete')}
              description={<Sentences texts={source.warnings} />}
            />
          )}
          <Facts>
            <Fact name={t('sources.id')}>{source.id}</Fact>
            <Fact name={t('sources.type')}>{source.type}</Fact>
            <Fact name={t(`sources.items.${source.kind}`)}>{source.items}</Fact>
            <Fact name={t('sources.lastSuccess')}>
              {source.lastSuccess ? (
                <RelativeTime time={source.lastSuccess} />
              ) : (
                t('sources.never')
              )}
            </Fact>
            <Fact name={t('sources.lastAttempt')}>
              {source.lastAttempt && <RelativeTime time={source.lastAttempt} />}
            </Fact>
          </Facts>
        </Flex>
      </CardBody>
    </Card>
  );
}

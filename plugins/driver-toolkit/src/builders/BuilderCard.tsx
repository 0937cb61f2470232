import type { Builder } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { Alert, Card, CardBody, CardHeader, Flex, Text } from '@backstage/ui';
import { RiCheckLine, RiCloseLine } from '@remixicon/react';
import { Fact, Facts } from '../display/Facts';
import { StateBadge } from '../display/StateBadge';
import { formatBytes } from '../display/formatBytes';
import { useTexts } from '../translation/useTexts';

/** One machine that runs builds: what it can, what it does, what it lacks. */
export function BuilderCard({ builder }: { builder: Builder }) {
  const { t } = useTexts();
  const { reachable, problems } = builder;
  return (
    <Card>
      <CardHeader>
        <Flex align="center" gap="3">
          <Text as="h2" variant="title-x-small" weight="bold">
            {builder.id}
          </Text>
          <StateBadge
            tone={reachable ? 'success' : 'danger'}
            icon={
              reachable ? (
                <RiCheckLine aria-hidden />
              ) : (
                <RiCloseLine aria-hidden />
              )
            }
            text={t(reachable ? 'builders.reachable' : 'builders.unreachable')}
          />
        </Flex>
      </CardHeader>
      <CardBody>
        <Flex direction="column" gap="4">
          {problems.map(problem => (
            <Alert
              key={problem}
              role="alert"
              icon
              status={reachable ? 'warning' : 'danger'}
              title={t('builders.problem')}
              description={problem}
            />
          ))}
          <Facts>
            <Fact name={t('builders.type')}>{builder.type}</Fact>
            <Fact name={t('builders.version')}>{builder.version}</Fact>
            <Fact name={t('builders.architectures')}>
              {builder.architectures.join(', ')}
            </Fact>
            <Fact name={t('builders.running')}>
              {t('builders.runningOf', {
                running: String(builder.running),
                concurrency: String(builder.concurrency),
              })}
            </Fact>
            <Fact name={t('builders.queued')}>{builder.queued}</Fact>
            <Fact name={t('builders.freeSpace')}>
              {builder.freeBytes !== undefined &&
                formatBytes(builder.freeBytes)}
            </Fact>
          </Facts>
        </Flex>
      </CardBody>
    </Card>
  );
}

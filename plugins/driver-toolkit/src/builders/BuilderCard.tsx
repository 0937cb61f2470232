import { Alert, Card, CardBody, CardHeader, Flex, Text } from '@backstage/ui';
import type { Builder } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { RiCheckLine, RiCloseLine } from '@remixicon/react';
import { Fact, Facts } from '../display/Facts';
import { formatBytes } from '../display/formatBytes';
import { StateBadge } from '../display/StateBadge';
import { useTexts } from '../translation/useTexts';

type BuilderStorage = NonNullable<Builder['storage']>;

/** Parts of a builder's storage. */
const KINDS = ['toolkits', 'drivers', 'images', 'kept'] as const;

/** One builder: its abilities, its load and its problems. */
export function BuilderCard({ builder }: { builder: Builder }) {
  const { t } = useTexts();
  const { reachable, problems, builds = [], storage } = builder;
  return (
    <Card role="group" aria-label={builder.id}>
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
            <Fact name={t('builders.builds.name')}>
              {builds.length === 1 && t(`builders.builds.${builds[0]}`)}
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
            {storage && <StorageFacts storage={storage} />}
          </Facts>
        </Flex>
      </CardBody>
    </Card>
  );
}

/** Location and disk use of a builder's images. */
function StorageFacts({ storage }: { storage: BuilderStorage }) {
  const { t } = useTexts();
  const used = KINDS.reduce((sum, kind) => sum + storage[kind], 0);
  return (
    <>
      <Fact name={t('builders.storage.path')}>{storage.path}</Fact>
      <Fact name={t('builders.storage.used')}>
        {t('builders.storage.usedOf', {
          used: formatBytes(used),
          limit: formatBytes(storage.maxBytes),
        })}
      </Fact>
      {KINDS.map(kind => (
        <Fact key={kind} name={t(`builders.storage.${kind}`)}>
          {storage[kind] > 0 && formatBytes(storage[kind])}
        </Fact>
      ))}
    </>
  );
}

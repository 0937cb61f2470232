import { Flex, Skeleton, Text } from '@backstage/ui';
import { DriverToolkitQueries } from '../api/DriverToolkitQueries';
import { useBuilders } from '../api/useBuilders';
import { Problem } from '../display/Problem';
import { TabContent } from '../display/TabContent';
import { useTexts } from '../translation/useTexts';
import { BuilderCard } from './BuilderCard';

/** The tab of builders. */
export function BuildersPage() {
  return (
    <DriverToolkitQueries>
      <TabContent>
        <Builders />
      </TabContent>
    </DriverToolkitQueries>
  );
}

function Builders() {
  const { t } = useTexts();
  const { data: builders, error, refetch } = useBuilders();
  return (
    <Flex direction="column" gap="4">
      {error && (
        <Problem title={t('builders.failed')} error={error} onRetry={refetch} />
      )}
      {!builders && !error && <Skeleton width="100%" height="10rem" />}
      {builders?.length === 0 && <Text>{t('builders.none')}</Text>}
      {builders?.map(builder => (
        <BuilderCard key={builder.id} builder={builder} />
      ))}
    </Flex>
  );
}

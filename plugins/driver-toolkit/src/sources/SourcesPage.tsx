import { Flex, Skeleton, Text } from '@backstage/ui';
import { DriverToolkitQueries } from '../api/DriverToolkitQueries';
import { useSources } from '../api/useSources';
import { Problem } from '../display/Problem';
import { TabContent } from '../display/TabContent';
import { useTexts } from '../translation/useTexts';
import { SourceCard } from './SourceCard';

/** The tab of kernel sources and image repositories. */
export function SourcesPage() {
  return (
    <DriverToolkitQueries>
      <TabContent>
        <Sources />
      </TabContent>
    </DriverToolkitQueries>
  );
}

function Sources() {
  const { t } = useTexts();
  const { data: sources, error, refetch } = useSources();
  return (
    <Flex direction="column" gap="5">
      {error && (
        <Problem title={t('sources.failed')} error={error} onRetry={refetch} />
      )}
      {!sources && !error && <Skeleton width="100%" height="10rem" />}
      {sources &&
        (['kernels', 'images'] as const).map(kind => {
          const ofKind = sources.filter(source => source.kind === kind);
          return (
            <Flex key={kind} direction="column" gap="3">
              <Text as="h2" variant="title-small">
                {t(`sources.kind.${kind}`)}
              </Text>
              {ofKind.length === 0 && <Text>{t(`sources.none.${kind}`)}</Text>}
              {ofKind.map(source => (
                <SourceCard key={source.id} source={source} />
              ))}
            </Flex>
          );
        })}
    </Flex>
  );
}

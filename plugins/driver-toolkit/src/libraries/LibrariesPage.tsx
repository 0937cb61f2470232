import { Flex, Skeleton, Text } from '@backstage/ui';
import { DriverToolkitQueries } from '../api/DriverToolkitQueries';
import { useLibraries } from '../api/useLibraries';
import { Problem } from '../display/Problem';
import { TabContent } from '../display/TabContent';
import { useTexts } from '../translation/useTexts';
import { LibraryCard } from './LibraryCard';
import { NoLibraries } from './NoLibraries';

/** The tab of libraries and their runs. */
export function LibrariesPage() {
  return (
    <DriverToolkitQueries>
      <TabContent>
        <Libraries />
      </TabContent>
    </DriverToolkitQueries>
  );
}

function Libraries() {
  const { t } = useTexts();
  const { data: libraries, error, refetch } = useLibraries();
  return (
    <Flex direction="column" gap="4">
      {error && (
        <Problem
          title={t('libraries.failed')}
          error={error}
          onRetry={refetch}
        />
      )}
      {!libraries && !error && <Skeleton width="100%" height="10rem" />}
      {libraries && <Text color="secondary">{t('libraries.about')}</Text>}
      {libraries?.length === 0 && <NoLibraries />}
      {libraries?.map(library => (
        <LibraryCard
          key={`${library.source}/${library.repository}`}
          library={library}
        />
      ))}
    </Flex>
  );
}

import { Flex, Skeleton, Text, VisuallyHidden } from '@backstage/ui';
import { useMemo } from 'react';
import { DriverToolkitQueries } from '../api/DriverToolkitQueries';
import { useCoverage } from '../api/useCoverage';
import { useCreateBuild } from '../api/useCreateBuild';
import { useSources } from '../api/useSources';
import { useQueuedToast } from '../builds/useQueuedToast';
import { LoadMore } from '../display/LoadMore';
import { Problem } from '../display/Problem';
import { TabContent } from '../display/TabContent';
import { NoKernels } from '../kernels/NoKernels';
import { useQueryState } from '../navigation/addressState';
import { useTexts } from '../translation/useTexts';
import { CoverageFilters } from './CoverageFilters';
import styles from './CoveragePage.module.css';
import { CoverageSummary } from './CoverageSummary';
import { CoverageTable } from './CoverageTable';
import { SourceTroubles } from './SourceTroubles';
import { useCoverageContext } from './useCoverageContext';
import { useDriverColumns } from './useDriverColumns';

/** The tab of coverage: toolkit images and drivers by kernel and architecture. */
export function CoveragePage() {
  return (
    <DriverToolkitQueries>
      <TabContent>
        <Coverage />
      </TabContent>
    </DriverToolkitQueries>
  );
}

function Coverage() {
  const { t } = useTexts();
  const [filter, change] = useQueryState('source', 'driver');
  const query = useCoverage(filter);
  const sources = useSources().data ?? [];
  const kernelSources = sources.filter(({ kind }) => kind === 'kernels');
  const pages = query.data?.pages;
  const coverage = useMemo(
    () => pages?.flatMap(page => page.items) ?? [],
    [pages],
  );
  const drivers = useDriverColumns(coverage, filter.driver);
  const { columns, total } = drivers;
  const { mutate, variables, isPending, error, reset } = useCreateBuild(
    useQueuedToast(),
  );
  const context = useCoverageContext({
    coverage,
    sources,
    pending: isPending ? variables : undefined,
    onBuild: mutate,
  });

  return (
    <Flex direction="column" gap="3">
      <div className={styles.head}>
        <CoverageFilters
          values={filter}
          sources={kernelSources}
          columns={columns}
          onChange={change}
        />
        {coverage.length > 0 && (
          <CoverageSummary
            source={filter.source}
            updatedAt={query.dataUpdatedAt}
          />
        )}
      </div>
      {query.error && (
        <Problem
          title={t('coverage.failed')}
          error={query.error}
          onRetry={query.refetch}
        />
      )}
      {drivers.error && (
        <Problem
          title={t('coverage.driversFailed')}
          error={drivers.error}
          onRetry={drivers.refetch}
        />
      )}
      {error && (
        <Problem
          title={t('builds.notQueued')}
          error={error}
          onRetry={variables ? () => mutate(variables) : reset}
        />
      )}
      {query.isPending && <Reading text={t('coverage.loading')} />}
      {pages && coverage.length === 0 && (
        <NoKernels
          filtered={filter.source !== undefined}
          sources={kernelSources}
        />
      )}
      {pages && coverage.length > 0 && (
        <>
          <SourceTroubles
            sources={sources.filter(
              ({ id, kind }) =>
                kind === 'images' || !filter.source || id === filter.source,
            )}
          />
          <CoverageTable
            coverage={coverage}
            drivers={columns}
            isStale={query.isPlaceholderData}
            context={context}
          />
          {total === 0 && columns.length === 0 && (
            <Text color="secondary">{t('coverage.noDrivers')}</Text>
          )}
          {total !== undefined && !filter.driver && total > columns.length && (
            <Text color="secondary">
              {t('coverage.moreDrivers', {
                shown: String(columns.length),
                total: String(total),
              })}
            </Text>
          )}
          <LoadMore
            shown={coverage.length}
            total={pages[0].totalItems}
            hasMore={query.hasNextPage}
            isPending={query.isFetchingNextPage}
            onPress={query.fetchNextPage}
          />
        </>
      )}
    </Flex>
  );
}

function Reading({ text }: { text: string }) {
  return (
    <div role="status">
      <VisuallyHidden>{text}</VisuallyHidden>
      <Skeleton width="100%" height="20rem" />
    </div>
  );
}

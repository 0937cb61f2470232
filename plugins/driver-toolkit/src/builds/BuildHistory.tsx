import { Flex, Table, Text } from '@backstage/ui';
import type { BuildFilter } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useMemo, type ReactNode } from 'react';
import { useBuilds } from '../api/useBuilds';
import { LoadMore } from '../display/LoadMore';
import { Problem } from '../display/Problem';
import { useAddressWith } from '../navigation/addressState';
import { useTexts } from '../translation/useTexts';
import { buildColumns } from './buildColumns';

/** Builds, newest first; a build's link selects it in the address. */
export function BuildHistory(props: { filter: BuildFilter; empty: ReactNode }) {
  const { filter, empty } = props;
  const { t } = useTexts();
  const addressWith = useAddressWith();
  const query = useBuilds(filter);
  const pages = query.data?.pages;
  const builds = useMemo(() => pages?.flatMap(page => page.items), [pages]);
  const columnConfig = useMemo(
    () =>
      buildColumns({ t, addressOf: build => addressWith({ build: build.id }) }),
    [t, addressWith],
  );

  return (
    <Flex direction="column" gap="3">
      {query.error && (
        <Problem
          title={t('builds.failedToRead')}
          error={query.error}
          onRetry={query.refetch}
        />
      )}
      {(builds || !query.error) && (
        <Table
          columnConfig={columnConfig}
          data={builds}
          isPending={!builds}
          isStale={query.isPlaceholderData}
          pagination={{ type: 'none' }}
          emptyState={<Text>{empty}</Text>}
        />
      )}
      {pages && builds && builds.length > 0 && (
        <LoadMore
          shown={builds.length}
          total={pages[0].totalItems}
          hasMore={query.hasNextPage}
          isPending={query.isFetchingNextPage}
          onPress={query.fetchNextPage}
        />
      )}
    </Flex>
  );
}

import { Card, CardBody, Flex, Table, Text } from '@backstage/ui';
import { useMemo } from 'react';
import { useDriverVerdicts } from '../api/useDriverVerdicts';
import { LoadMore } from '../display/LoadMore';
import { Problem } from '../display/Problem';
import { useAddressWith } from '../navigation/addressState';
import { useTexts } from '../translation/useTexts';
import { verdictColumns } from './verdictColumns';

/** The newest verdicts on a driver's images; nothing if there are none. */
export function DriverVerdicts({ entityRef }: { entityRef: string }) {
  const { t } = useTexts();
  const addressWith = useAddressWith();
  const query = useDriverVerdicts(entityRef);
  const pages = query.data?.pages;
  const rows = useMemo(
    () =>
      pages?.flatMap(page =>
        page.items.map(item => ({ ...item, id: item.buildId })),
      ),
    [pages],
  );
  const columnConfig = useMemo(
    () =>
      verdictColumns({
        t,
        addressOf: ({ buildId }) => addressWith({ build: buildId }),
      }),
    [t, addressWith],
  );
  if (query.error) {
    return (
      <Problem
        title={t('driverVerdicts.failed')}
        error={query.error}
        onRetry={query.refetch}
      />
    );
  }
  if (!pages || !rows || rows.length === 0) {
    return null;
  }
  return (
    <Card>
      <CardBody>
        <Flex direction="column" gap="3">
          <Text as="h2" variant="title-x-small" weight="bold">
            {t('driverVerdicts.title')}
          </Text>
          <Text>{t('driverVerdicts.meaning')}</Text>
          <Table
            columnConfig={columnConfig}
            data={rows}
            pagination={{ type: 'none' }}
          />
          {query.hasNextPage && (
            <LoadMore
              shown={rows.length}
              total={pages[0].totalItems}
              hasMore
              isPending={query.isFetchingNextPage}
              onPress={query.fetchNextPage}
            />
          )}
        </Flex>
      </CardBody>
    </Card>
  );
}

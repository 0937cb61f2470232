import { Flex } from '@backstage/ui';
import { useMemo } from 'react';
import { DriverToolkitQueries } from '../api/DriverToolkitQueries';
import { useCreateBuild } from '../api/useCreateBuild';
import { useKernels } from '../api/useKernels';
import { useSources } from '../api/useSources';
import { useQueuedToast } from '../builds/useQueuedToast';
import { LoadMore } from '../display/LoadMore';
import { Problem } from '../display/Problem';
import { TabContent } from '../display/TabContent';
import { useQueryState } from '../navigation/addressState';
import { useTexts } from '../translation/useTexts';
import { KernelFilters, readKernelFilter } from './KernelFilters';
import { KernelTable } from './KernelTable';
import { NoKernels } from './NoKernels';

/** The tab of kernels, with the state of their toolkit images. */
export function KernelsPage() {
  return (
    <DriverToolkitQueries>
      <TabContent>
        <Kernels />
      </TabContent>
    </DriverToolkitQueries>
  );
}

function Kernels() {
  const { t } = useTexts();
  const [values, change] = useQueryState(
    'q',
    'source',
    'arch',
    'variant',
    'imageState',
  );
  const filter = useMemo(() => readKernelFilter(values), [values]);
  const query = useKernels(filter);
  const sources = useSources().data?.filter(({ kind }) => kind === 'kernels');
  const pages = query.data?.pages;
  const kernels = useMemo(() => pages?.flatMap(page => page.items), [pages]);

  const { mutate, variables, isPending, error, reset } = useCreateBuild(
    useQueuedToast(),
  );

  return (
    <Flex direction="column" gap="4">
      <KernelFilters
        values={values}
        sources={sources ?? []}
        onChange={change}
      />
      {query.error && (
        <Problem
          title={t('kernels.failed')}
          error={query.error}
          onRetry={query.refetch}
        />
      )}
      {error && (
        <Problem
          title={t('builds.notQueued')}
          error={error}
          onRetry={variables ? () => mutate(variables) : reset}
        />
      )}
      {(kernels || !query.error) && (
        <KernelTable
          kernels={kernels}
          sources={sources ?? []}
          isStale={query.isPlaceholderData}
          pending={isPending ? variables : undefined}
          onBuild={mutate}
          emptyState={
            <NoKernels
              filtered={Object.keys(values).length > 0}
              sources={sources ?? []}
            />
          }
        />
      )}
      {pages && kernels && kernels.length > 0 && (
        <LoadMore
          shown={kernels.length}
          total={pages[0].totalItems}
          hasMore={query.hasNextPage}
          isPending={query.isFetchingNextPage}
          onPress={query.fetchNextPage}
        />
      )}
    </Flex>
  );
}

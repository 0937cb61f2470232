import { Flex } from '@backstage/ui';
import { useCallback, useMemo } from 'react';
import { DriverToolkitQueries } from '../api/DriverToolkitQueries';
import { useCreateBuild } from '../api/useCreateBuild';
import { useKernels } from '../api/useKernels';
import { useSources } from '../api/useSources';
import { useCreatedBuildNotice } from '../builds/useCreatedBuildNotice';
import { LoadMore } from '../display/LoadMore';
import { Problem } from '../display/Problem';
import { TabContent } from '../display/TabContent';
import { useGoTo, useQueryState } from '../navigation/router';
import { useBuildAddress } from '../navigation/useBuildAddress';
import { useTexts } from '../translation/useTexts';
import { KernelFilters, readKernelFilter } from './KernelFilters';
import { KernelTable } from './KernelTable';
import { NoKernels } from './NoKernels';

/** Every kernel of every source and the state of its toolkit image. */
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
  const goTo = useGoTo();
  const buildAddress = useBuildAddress();
  const notice = useCreatedBuildNotice();
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
    useCallback(
      ({ build, created }) => {
        const address = buildAddress(build.id);
        notice({ build, created, address });
        if (!created) {
          goTo(address);
        }
      },
      [buildAddress, goTo, notice],
    ),
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

import { Table, useBreakpoint } from '@backstage/ui';
import type {
  BuildRequest,
  Kernel,
  Source,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useMemo, type ReactElement } from 'react';
import { formatKernelId, type KernelId } from '../api/kernelId';
import { useMissingEntities } from '../api/useMissingEntities';
import { useTexts } from '../translation/useTexts';
import { kernelColumns } from './kernelColumns';

/** Kernels with their image state and latest build. */
export function KernelTable(props: {
  kernels: Kernel[] | undefined;
  sources: Source[];
  isStale: boolean;
  emptyState: ReactElement;
  /** The kernel of the pending build request. */
  pending: KernelId | undefined;
  onBuild: (request: BuildRequest) => void;
}) {
  const { kernels, sources, isStale, emptyState, pending, onBuild } = props;
  const { t } = useTexts();
  const isNarrow = useBreakpoint().down('md');
  const pendingRow = pending && formatKernelId(pending);

  const data = useMemo(
    () => kernels?.map(kernel => ({ ...kernel, id: formatKernelId(kernel) })),
    [kernels],
  );
  const isMissing = useMissingEntities(
    useMemo(() => kernels?.map(kernel => kernel.entityRef) ?? [], [kernels]),
  );
  const columnConfig = useMemo(
    () =>
      kernelColumns({
        t,
        isNarrow,
        isMissing,
        sourceTitle: id =>
          sources.find(source => source.id === id)?.title ?? id,
        pendingRow,
        onBuild,
      }),
    [t, isNarrow, isMissing, sources, pendingRow, onBuild],
  );

  return (
    <Table
      columnConfig={columnConfig}
      data={data}
      isPending={!data}
      isStale={isStale}
      pagination={{ type: 'none' }}
      emptyState={emptyState}
    />
  );
}

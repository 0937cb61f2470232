import {
  Cell,
  Flex,
  Text,
  type ColumnConfig,
  type TableItem,
} from '@backstage/ui';
import type {
  BuildRequest,
  Kernel,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { LatestBuild } from '../builds/LatestBuild';
import { Remark } from '../display/Remark';
import { EntityLink } from '../navigation/EntityLink';
import type { Texts } from '../translation/useTexts';
import { KernelBuildButton } from './KernelBuildButton';
import { architecturesOf, variantsOf } from './kernelFlavours';
import { KernelImageState } from './KernelImageState';
import { RetiredBadge } from './RetiredBadge';

/** A row of the kernel table. */
export type KernelRow = Kernel & TableItem;

/** Columns that a narrow table moves into the kernel's cell. */
const TOLD_BY_KERNEL = new Set(['source', 'architectures', 'variants']);

/** The kernel table's columns. */
export function kernelColumns(context: {
  t: Texts;
  /** Whether the table is narrow: the kernel's cell then has more facts. */
  isNarrow: boolean;
  /** Whether an entity is missing from the catalog. */
  isMissing: (entityRef: string) => boolean;
  sourceTitle: (id: string) => string;
  /** Row of the pending build request. */
  pendingRow: string | undefined;
  onBuild: (request: BuildRequest) => void;
}): ColumnConfig<KernelRow>[] {
  const { t, isNarrow, isMissing, sourceTitle, pendingRow, onBuild } = context;
  const columns: ColumnConfig<KernelRow>[] = [
    {
      id: 'kernel',
      label: t('kernels.kernel'),
      isRowHeader: true,
      defaultWidth: '1.3fr',
      minWidth: 150,
      cell: row => (
        <Cell>
          <Flex direction="column" gap="1" align="start">
            <EntityLink
              entityRef={row.entityRef}
              isMissing={isMissing(row.entityRef)}
            >
              {row.kernel}
            </EntityLink>
            {isNarrow && (
              <Remark>
                {[
                  sourceTitle(row.source),
                  ...architecturesOf(row),
                  ...variantsOf(row).filter(variant => variant !== 'default'),
                ].join(', ')}
              </Remark>
            )}
            {row.retired && <RetiredBadge />}
          </Flex>
        </Cell>
      ),
    },
    {
      id: 'source',
      label: t('kernels.source'),
      defaultWidth: '1.3fr',
      minWidth: 130,
      cell: row => (
        <Cell>
          <Text>{sourceTitle(row.source)}</Text>
        </Cell>
      ),
    },
    {
      id: 'architectures',
      label: t('kernels.architectures'),
      minWidth: 145,
      cell: row => (
        <Cell>
          <Text>{architecturesOf(row).join(', ')}</Text>
        </Cell>
      ),
    },
    {
      id: 'variants',
      label: t('kernels.variants'),
      minWidth: 100,
      cell: row => (
        <Cell>
          <Text>{variantsOf(row).join(', ')}</Text>
        </Cell>
      ),
    },
    {
      id: 'image',
      label: t('kernels.image'),
      defaultWidth: '1.8fr',
      minWidth: 170,
      cell: row => (
        <Cell>
          <KernelImageState kernel={row} />
        </Cell>
      ),
    },
    {
      id: 'build',
      label: t('kernels.latestBuild'),
      minWidth: 130,
      cell: row => (
        <Cell>
          {row.latestBuild && <LatestBuild build={row.latestBuild} />}
        </Cell>
      ),
    },
    {
      id: 'actions',
      label: t('kernels.actions'),
      minWidth: 90,
      cell: row => (
        <Cell>
          <KernelBuildButton
            kernel={row}
            isPending={row.id === pendingRow}
            onBuild={onBuild}
          />
        </Cell>
      ),
    },
  ];
  return isNarrow
    ? columns.filter(({ id }) => !TOLD_BY_KERNEL.has(id))
    : columns;
}

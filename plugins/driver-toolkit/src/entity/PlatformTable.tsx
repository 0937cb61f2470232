import {
  Cell,
  CellText,
  Table,
  Text,
  type ColumnConfig,
  type TableItem,
} from '@backstage/ui';
import type { Platform } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useMemo } from 'react';
import { CopyableText } from '../display/CopyableText';
import { formatBytes } from '../display/formatBytes';
import { RelativeTime } from '../display/RelativeTime';
import { shortDigest } from '../display/shortDigest';
import { useTexts } from '../translation/useTexts';

type Row = Platform & TableItem;

/** An image's platforms. */
export function PlatformTable({ platforms }: { platforms: Platform[] }) {
  const { t } = useTexts();
  const columnConfig = useMemo<ColumnConfig<Row>[]>(
    () => [
      {
        id: 'platform',
        label: t('platforms.platform'),
        minWidth: 130,
        isRowHeader: true,
        cell: row => (
          <CellText title={platformName(row)} description={row.error} />
        ),
      },
      {
        id: 'digest',
        label: t('platforms.digest'),
        defaultWidth: '2fr',
        minWidth: 230,
        cell: row => (
          <Cell>
            <CopyableText
              label={t('platforms.digestOf', { platform: platformName(row) })}
              text={row.digest}
              short={shortDigest(row.digest)}
            />
          </Cell>
        ),
      },
      {
        id: 'size',
        label: t('platforms.size'),
        minWidth: 90,
        cell: row => (
          <CellText
            title={row.size === undefined ? '–' : formatBytes(row.size)}
          />
        ),
      },
      {
        id: 'created',
        label: t('platforms.created'),
        minWidth: 120,
        cell: row => (
          <Cell>
            <Text>
              {row.created ? <RelativeTime time={row.created} /> : '–'}
            </Text>
          </Cell>
        ),
      },
    ],
    [t],
  );
  return (
    <Table
      columnConfig={columnConfig}
      data={platforms.map(platform => ({ ...platform, id: platform.digest }))}
      pagination={{ type: 'none' }}
      emptyState={<Text>{t('platforms.none')}</Text>}
    />
  );
}

function platformName({ os, architecture, variant }: Platform): string {
  return [os, architecture, variant].filter(Boolean).join('/');
}

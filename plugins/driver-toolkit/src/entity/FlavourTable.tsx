import {
  Cell,
  CellText,
  Table,
  Text,
  type ColumnConfig,
  type TableItem,
} from '@backstage/ui';
import type { Flavour } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useMemo } from 'react';
import { CopyableText } from '../display/CopyableText';
import { Remark } from '../display/Remark';
import { useTexts } from '../translation/useTexts';

type Row = Flavour & TableItem;

/** A kernel's architectures and variants. */
export function FlavourTable({ flavours }: { flavours: Flavour[] }) {
  const { t } = useTexts();
  const columnConfig = useMemo<ColumnConfig<Row>[]>(
    () => [
      {
        id: 'uname',
        label: t('flavours.uname'),
        isRowHeader: true,
        defaultWidth: '2fr',
        minWidth: 240,
        cell: row => (
          <Cell>
            <CopyableText label={row.unameRelease} text={row.unameRelease} />
          </Cell>
        ),
      },
      {
        id: 'architecture',
        label: t('flavours.architecture'),
        minWidth: 110,
        cell: row => <CellText title={row.architecture} />,
      },
      {
        id: 'variant',
        label: t('flavours.variant'),
        minWidth: 90,
        cell: row => <CellText title={row.variant} />,
      },
      {
        id: 'buildable',
        label: t('flavours.buildable'),
        minWidth: 120,
        cell: row => (
          <Cell>
            <Text as="p">
              {t(row.buildable ? 'flavours.yes' : 'flavours.no')}
            </Text>
            {!row.buildable && (
              <Remark>{row.obstacle ?? t('flavours.noDevel')}</Remark>
            )}
          </Cell>
        ),
      },
    ],
    [t],
  );
  return (
    <Table
      columnConfig={columnConfig}
      data={flavours.map(flavour => ({ ...flavour, id: flavour.unameRelease }))}
      pagination={{ type: 'none' }}
    />
  );
}

import {
  Cell,
  Flex,
  Table,
  Text,
  type ColumnConfig,
  type TableItem,
} from '@backstage/ui';
import type { VerdictRefusal } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useMemo } from 'react';
import { Remark } from '../display/Remark';
import { useTexts } from '../translation/useTexts';

type Row = VerdictRefusal['mismatches'][number] & TableItem;

/** The first symbols that do not match; nothing if all do. */
export function MismatchTable({ refusal }: { refusal: VerdictRefusal }) {
  const { mismatches, mismatchCount } = refusal;
  const { t } = useTexts();
  const columnConfig = useMemo<ColumnConfig<Row>[]>(
    () => [
      {
        id: 'symbol',
        label: t('verdict.symbol'),
        isRowHeader: true,
        defaultWidth: '2fr',
        minWidth: 160,
        cell: ({ symbol }) => <CodeCell text={symbol} />,
      },
      {
        id: 'needed',
        label: t('verdict.needed'),
        minWidth: 110,
        cell: ({ needed }) => <CodeCell text={inHex(needed)} />,
      },
      {
        id: 'offered',
        label: t('verdict.offered'),
        minWidth: 110,
        cell: ({ offered }) =>
          offered === undefined ? (
            <Cell>
              <Text>{t('verdict.notOffered')}</Text>
            </Cell>
          ) : (
            <CodeCell text={inHex(offered)} />
          ),
      },
    ],
    [t],
  );
  if (mismatches.length === 0) {
    return null;
  }
  const others = mismatchCount - mismatches.length;
  return (
    <Flex direction="column" gap="2">
      <Text as="h4" weight="bold">
        {t('verdict.mismatches')}
      </Text>
      <Table
        columnConfig={columnConfig}
        data={mismatches.map((one, id) => ({ ...one, id }))}
        pagination={{ type: 'none' }}
      />
      {others > 0 && (
        <Remark>{t('verdict.moreMismatches', { count: others })}</Remark>
      )}
    </Flex>
  );
}

function CodeCell({ text }: { text: string }) {
  return (
    <Cell>
      <Text>
        <code>{text}</code>
      </Text>
    </Cell>
  );
}

/** As `Module.symvers` shows a checksum. */
function inHex(crc: number): string {
  return `0x${crc.toString(16).padStart(8, '0')}`;
}

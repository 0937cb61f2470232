import {
  Cell,
  CellText,
  Link,
  Text,
  type ColumnConfig,
  type TableItem,
} from '@backstage/ui';
import type { VerdictSummary } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { RelativeTime } from '../display/RelativeTime';
import type { Texts } from '../translation/useTexts';
import { VerdictBadge } from './VerdictBadge';

type Row = VerdictSummary & TableItem;

/** The columns of a table of verdicts. */
export function verdictColumns(context: {
  t: Texts;
  addressOf: (verdict: VerdictSummary) => string;
}): ColumnConfig<Row>[] {
  const { t, addressOf } = context;
  return [
    {
      id: 'kernel',
      label: t('driverVerdicts.kernel'),
      isRowHeader: true,
      defaultWidth: '2fr',
      minWidth: 160,
      cell: row => (
        <Cell>
          <Link href={addressOf(row)} weight="bold">
            {row.kernel}
          </Link>
        </Cell>
      ),
    },
    {
      id: 'outcome',
      label: t('driverVerdicts.outcome'),
      minWidth: 120,
      cell: ({ passed }) => (
        <Cell>
          <VerdictBadge passed={passed} />
        </Cell>
      ),
    },
    {
      id: 'flavour',
      label: t('driverVerdicts.flavour'),
      minWidth: 125,
      cell: ({ architecture, variant }) => (
        <CellText
          title={
            variant === 'default' ? architecture : `${architecture}, ${variant}`
          }
        />
      ),
    },
    {
      id: 'modules',
      label: t('driverVerdicts.modules'),
      defaultWidth: '2fr',
      minWidth: 150,
      cell: row => <CellText title={modulesOf(row, t)} />,
    },
    {
      id: 'symbols',
      label: t('driverVerdicts.symbols'),
      minWidth: 115,
      cell: ({ symbolCount, symbolsChecked }) => (
        <CellText
          title={`${symbolCount}`}
          description={
            symbolsChecked ? undefined : t('driverVerdicts.unchecked')
          }
        />
      ),
    },
    {
      id: 'signer',
      label: t('driverVerdicts.signer'),
      minWidth: 130,
      cell: ({ signers }) => (
        <CellText title={signers.join(', ') || t('verdict.unsigned')} />
      ),
    },
    {
      id: 'checked',
      label: t('driverVerdicts.checked'),
      minWidth: 120,
      cell: ({ checkedAt }) => (
        <Cell>
          <Text>
            <RelativeTime time={checkedAt} />
          </Text>
        </Cell>
      ),
    },
  ];
}

function modulesOf({ modules, moduleCount }: VerdictSummary, t: Texts): string {
  const names = modules.join(', ');
  const count = moduleCount - modules.length;
  return count > 0 ? t('driverVerdicts.moreModules', { names, count }) : names;
}

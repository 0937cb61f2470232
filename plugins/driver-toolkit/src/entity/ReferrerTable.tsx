import {
  Cell,
  CellText,
  Flex,
  Table,
  Text,
  type ColumnConfig,
  type TableItem,
} from '@backstage/ui';
import {
  toRpmArchitecture,
  type Image,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useMemo } from 'react';
import { CopyableText } from '../display/CopyableText';
import { formatBytes } from '../display/formatBytes';
import { shortDigest } from '../display/shortDigest';
import { useTexts } from '../translation/useTexts';

type Referrer = NonNullable<Image['referrers']>[number];
type Row = Referrer & TableItem;

/** Attachments of an image, such as its SBOM and signatures; renders nothing if there are none. */
export function ReferrerTable(props: {
  referrers: Referrer[];
  /** Platforms of the image, to show which one an attachment belongs to. */
  platforms: Image['platforms'];
}) {
  const { referrers, platforms } = props;
  const { t } = useTexts();
  const columnConfig = useMemo<ColumnConfig<Row>[]>(() => {
    const kindOf = ({
      kind = 'other',
    }: {
      kind?: Referrer['kind'] | 'other';
    }) => t(`referrerKind.${kind}`);
    const architectureOf = ({ subject }: Referrer) => {
      const found = platforms.find(({ digest }) => digest === subject);
      return found && toRpmArchitecture(found.architecture);
    };
    return [
      {
        id: 'kind',
        label: t('imageCard.referrer'),
        isRowHeader: true,
        minWidth: 130,
        cell: row => (
          <CellText
            title={kindOf(row)}
            description={[
              architectureOf(row),
              row.artifactType ?? row.mediaType,
            ]
              .filter(Boolean)
              .join(' · ')}
          />
        ),
      },
      {
        id: 'digest',
        label: t('imageCard.referrerDigest'),
        defaultWidth: '2fr',
        minWidth: 230,
        cell: row => (
          <Cell>
            <CopyableText
              label={t('imageCard.digestOf', { referrer: kindOf(row) })}
              text={row.digest}
              short={shortDigest(row.digest)}
            />
          </Cell>
        ),
      },
      {
        id: 'size',
        label: t('imageCard.referrerSize'),
        minWidth: 90,
        cell: row => (
          <CellText
            title={row.size === undefined ? '–' : formatBytes(row.size)}
          />
        ),
      },
    ];
  }, [t, platforms]);
  if (referrers.length === 0) {
    return null;
  }
  return (
    <Flex direction="column" gap="2">
      <Text as="h4" variant="body-large" weight="bold">
        {t('imageCard.referrers')}
      </Text>
      <Table
        columnConfig={columnConfig}
        data={referrers.map(referrer => ({ ...referrer, id: referrer.digest }))}
        pagination={{ type: 'none' }}
      />
    </Flex>
  );
}

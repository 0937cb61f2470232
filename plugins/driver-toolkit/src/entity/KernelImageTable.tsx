import type { KernelImage } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  Cell,
  Link,
  Table,
  Text,
  type ColumnConfig,
  type TableItem,
} from '@backstage/ui';
import { useMemo } from 'react';
import { CopyableText } from '../display/CopyableText';
import { ImageStateBadge } from '../kernels/ImageStateBadge';
import { shortDigest } from '../display/shortDigest';
import { useEntityAddress } from '../navigation/useEntityAddress';
import { useTexts } from '../translation/useTexts';
import styles from './KernelImageTable.module.css';

type Row = KernelImage & TableItem;

/** A kernel's toolkit image in each repository. */
export function KernelImageTable({ images }: { images: KernelImage[] }) {
  const { t } = useTexts();
  const entityAddress = useEntityAddress();
  const columnConfig = useMemo<ColumnConfig<Row>[]>(
    () => [
      {
        id: 'repository',
        label: t('kernelImages.repository'),
        minWidth: 110,
        isRowHeader: true,
        cell: row => (
          <Cell>
            {row.state === 'present' ? (
              <Link href={entityAddress(row.entityRef)}>{row.repository}</Link>
            ) : (
              <Text>{row.repository}</Text>
            )}
          </Cell>
        ),
      },
      {
        id: 'state',
        label: t('kernelImages.state'),
        minWidth: 140,
        cell: row => (
          <Cell className={styles.stack}>
            <ImageStateBadge state={row.state} />
            {row.reason && (
              <Text variant="body-small" color="secondary">
                {row.reason}
              </Text>
            )}
          </Cell>
        ),
      },
      {
        id: 'reference',
        label: t('kernelImages.reference'),
        defaultWidth: '2fr',
        minWidth: 240,
        cell: row => (
          <Cell className={styles.stack}>
            <CopyableText
              label={t('kernelImages.reference')}
              text={row.reference}
            />
            {row.digest && (
              <CopyableText
                label={t('kernelImages.digest')}
                text={row.digest}
                short={shortDigest(row.digest)}
              />
            )}
          </Cell>
        ),
      },
    ],
    [t, entityAddress],
  );
  return (
    <Table
      columnConfig={columnConfig}
      data={images.map(image => ({ ...image, id: image.reference }))}
      pagination={{ type: 'none' }}
      emptyState={<Text>{t('kernelImages.none')}</Text>}
    />
  );
}

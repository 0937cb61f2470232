import type { KernelImage } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  Cell,
  Flex,
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
          <Cell>
            <Flex direction="column" gap="1" align="start">
              <ImageStateBadge state={row.state} />
              {row.reason && (
                <Text variant="body-small" color="secondary">
                  {row.reason}
                </Text>
              )}
            </Flex>
          </Cell>
        ),
      },
      {
        id: 'reference',
        label: t('kernelImages.reference'),
        defaultWidth: '2fr',
        minWidth: 240,
        cell: row => (
          <Cell>
            <Flex direction="column" gap="1" align="start">
              <CopyableText
                label={t('kernelImages.referenceIn', {
                  repository: row.repository,
                })}
                text={row.reference}
              />
              {row.digest && (
                <CopyableText
                  label={t('kernelImages.digestIn', {
                    repository: row.repository,
                  })}
                  text={row.digest}
                  short={shortDigest(row.digest)}
                />
              )}
            </Flex>
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

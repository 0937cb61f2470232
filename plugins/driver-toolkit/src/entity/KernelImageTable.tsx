import {
  Cell,
  Flex,
  Table,
  Text,
  type ColumnConfig,
  type TableItem,
} from '@backstage/ui';
import type { KernelImage } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useMemo } from 'react';
import { useMissingEntities } from '../api/useMissingEntities';
import { CopyableText } from '../display/CopyableText';
import { Remark } from '../display/Remark';
import { shortDigest } from '../display/shortDigest';
import { ImageStateBadge } from '../kernels/ImageStateBadge';
import { EntityLink } from '../navigation/EntityLink';
import { useTexts } from '../translation/useTexts';
import { ImageArchitectures } from './ImageArchitectures';

type Row = KernelImage & TableItem;

/** A kernel's toolkit image in each repository. */
export function KernelImageTable({ images }: { images: KernelImage[] }) {
  const { t } = useTexts();
  const isMissing = useMissingEntities(
    useMemo(
      () =>
        images
          .filter(image => image.state === 'present')
          .map(image => image.entityRef),
      [images],
    ),
  );
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
              <EntityLink
                entityRef={row.entityRef}
                isMissing={isMissing(row.entityRef)}
              >
                {row.repository}
              </EntityLink>
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
              <ImageStateBadge state={row.state} stale={row.stale} />
              {[...(row.reason ? [row.reason] : []), ...(row.stale ?? [])].map(
                reason => (
                  <Remark key={reason}>{reason}</Remark>
                ),
              )}
            </Flex>
          </Cell>
        ),
      },
      {
        id: 'architectures',
        label: t('kernelImages.architectures'),
        minWidth: 145,
        cell: row => (
          <Cell>
            <ImageArchitectures image={row} />
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
    [t, isMissing],
  );
  if (images.length === 0) {
    return <Text>{t('kernelImages.none')}</Text>;
  }
  return (
    <Table
      columnConfig={columnConfig}
      data={images.map(image => ({ ...image, id: image.reference }))}
      pagination={{ type: 'none' }}
    />
  );
}

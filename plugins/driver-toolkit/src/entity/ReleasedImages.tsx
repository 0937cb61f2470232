import {
  Cell,
  CellText,
  Flex,
  Table,
  Text,
  type ColumnConfig,
  type TableItem,
} from '@backstage/ui';
import type { Kernel } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useMemo } from 'react';
import { CopyableText } from '../display/CopyableText';
import { useTexts } from '../translation/useTexts';
import { ReleaseList } from './ReleaseList';

type ReleasedImage = NonNullable<Kernel['toolkitImages']>[number];
type Row = ReleasedImage & TableItem;

/** Toolkit images that come from a kernel's source, such as OpenShift releases. */
export function ReleasedImages({ images }: { images: ReleasedImage[] }) {
  const { t } = useTexts();
  const columnConfig = useMemo<ColumnConfig<Row>[]>(
    () => [
      {
        id: 'architecture',
        label: t('releasedImages.architecture'),
        isRowHeader: true,
        minWidth: 110,
        cell: row => <CellText title={row.architecture} />,
      },
      {
        id: 'releases',
        label: t('releasedImages.releases'),
        minWidth: 150,
        cell: row => (
          <Cell>
            <ReleaseList image={row} />
          </Cell>
        ),
      },
      {
        id: 'reference',
        label: t('releasedImages.reference'),
        defaultWidth: '2fr',
        minWidth: 240,
        cell: row => (
          <Cell>
            <CopyableText
              label={t('releasedImages.referenceFor', {
                architecture: row.architecture,
              })}
              text={row.reference}
            />
          </Cell>
        ),
      },
    ],
    [t],
  );
  return (
    <Flex direction="column" gap="2">
      <Text as="h4" variant="body-large" weight="bold">
        {t('releasedImages.title')}
      </Text>
      <Table
        columnConfig={columnConfig}
        data={images.map(image => ({
          ...image,
          id: `${image.architecture} ${image.reference}`,
        }))}
        pagination={{ type: 'none' }}
      />
    </Flex>
  );
}

import {
  Cell,
  Flex,
  Table,
  Text,
  type ColumnConfig,
  type TableItem,
} from '@backstage/ui';
import type { Kernel } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useMemo } from 'react';
import { useMissingEntities } from '../api/useMissingEntities';
import { CopyableText } from '../display/CopyableText';
import { Remark } from '../display/Remark';
import { ImageStateBadge } from '../kernels/ImageStateBadge';
import { EntityLink } from '../navigation/EntityLink';
import { useTexts } from '../translation/useTexts';

type KernelElsewhere = NonNullable<Kernel['otherSources']>[number];
type Row = KernelElsewhere & TableItem;

/** Other sources of the same kernel, which have its toolkit image or can build it. */
export function OtherSources({ sources }: { sources: KernelElsewhere[] }) {
  const { t } = useTexts();
  const isMissing = useMissingEntities(
    useMemo(() => sources.map(({ entityRef }) => entityRef), [sources]),
  );
  const columnConfig = useMemo<ColumnConfig<Row>[]>(
    () => [
      {
        id: 'source',
        label: t('otherSources.source'),
        isRowHeader: true,
        minWidth: 150,
        cell: row => (
          <Cell>
            <EntityLink
              entityRef={row.entityRef}
              isMissing={isMissing(row.entityRef)}
            >
              {row.source}
            </EntityLink>
          </Cell>
        ),
      },
      {
        id: 'image',
        label: t('otherSources.image'),
        defaultWidth: '2fr',
        minWidth: 240,
        cell: row => (
          <Cell>
            <Flex direction="column" gap="1" align="start">
              <ImageStateBadge state={row.imageState} />
              {row.references.map(reference => (
                <CopyableText
                  key={reference}
                  label={t('kernelImages.referenceIn', {
                    repository: row.source,
                  })}
                  text={reference}
                />
              ))}
              {row.imageState === 'absent' && (
                <Remark>
                  {t('otherSources.none', {
                    architectures: row.architectures.join(', '),
                  })}
                </Remark>
              )}
              {row.imageState === 'unknown' && (
                <Remark>{t('otherSources.unknown')}</Remark>
              )}
            </Flex>
          </Cell>
        ),
      },
    ],
    [t, isMissing],
  );
  return (
    <Flex direction="column" gap="2">
      <Text as="h4" variant="body-large" weight="bold">
        {t('otherSources.title')}
      </Text>
      <Table
        columnConfig={columnConfig}
        data={sources.map(source => ({ ...source, id: source.entityRef }))}
        pagination={{ type: 'none' }}
      />
    </Flex>
  );
}

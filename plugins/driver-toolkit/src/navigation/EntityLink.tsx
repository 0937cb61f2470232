import { Link, Text } from '@backstage/ui';
import type { PropsWithChildren } from 'react';
import { useTexts } from '../translation/useTexts';
import { useEntityAddress } from './useEntityAddress';

/** Link to an entity's page, or a note that the catalog does not have the entity yet. */
export function EntityLink(
  props: PropsWithChildren<{ entityRef: string; isMissing: boolean }>,
) {
  const { entityRef, isMissing, children } = props;
  const { t } = useTexts();
  const entityAddress = useEntityAddress();
  return isMissing ? (
    <>
      <Text weight="bold">{children}</Text>
      <Text as="p" variant="body-small" color="secondary">
        {t('entity.notInCatalog')}
      </Text>
    </>
  ) : (
    <Link href={entityAddress(entityRef)} weight="bold">
      {children}
    </Link>
  );
}

import { Button, Flex, Text } from '@backstage/ui';
import { useTexts } from '../translation/useTexts';

/** How much of a list is on the page, and a button to load more. */
export function LoadMore(props: {
  shown: number;
  total: number;
  hasMore: boolean;
  isPending: boolean;
  onPress: () => void;
}) {
  const { t } = useTexts();
  const { shown, total, hasMore, isPending, onPress } = props;
  return (
    <Flex align="center" justify="between" gap="3">
      <Text color="secondary" role="status">
        {t('paging.shown', { shown: String(shown), total: String(total) })}
      </Text>
      {hasMore && (
        <Button variant="secondary" isPending={isPending} onPress={onPress}>
          {t('paging.more')}
        </Button>
      )}
    </Flex>
  );
}

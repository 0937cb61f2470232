import { Card, CardBody, Flex, Text } from '@backstage/ui';
import type { PropsWithChildren, ReactNode } from 'react';
import styles from './BuildPanel.module.css';

/** A build form in one row, to leave the room to the log. */
export function BuildPanel(
  props: PropsWithChildren<{
    title: string;
    /** Below the row. */
    notes?: ReactNode;
  }>,
) {
  const { title, notes, children } = props;
  return (
    <Card>
      <CardBody>
        <Flex direction="column" gap="3">
          <div className={styles.row}>
            <Text as="h2" variant="title-x-small" weight="bold">
              {title}
            </Text>
            {children}
          </div>
          {notes}
        </Flex>
      </CardBody>
    </Card>
  );
}

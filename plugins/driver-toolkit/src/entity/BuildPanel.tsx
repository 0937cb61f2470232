import { Card, CardBody, Flex, Text } from '@backstage/ui';
import type { PropsWithChildren, ReactNode } from 'react';
import styles from './BuildPanel.module.css';

/** Where a build is asked for: in one row where there is room, to leave it to the log. */
export function BuildPanel(
  props: PropsWithChildren<{
    title: string;
    /** What there is to say, below the row. */
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

import { Card, CardBody, CardHeader, Flex, Text } from '@backstage/ui';
import type { PropsWithChildren } from 'react';

/** Where a build is asked for. */
export function BuildPanel(props: PropsWithChildren<{ title: string }>) {
  return (
    <Card>
      <CardHeader>
        <Text as="h2" variant="title-x-small" weight="bold">
          {props.title}
        </Text>
      </CardHeader>
      <CardBody>
        <Flex direction="column" gap="3">
          {props.children}
        </Flex>
      </CardBody>
    </Card>
  );
}

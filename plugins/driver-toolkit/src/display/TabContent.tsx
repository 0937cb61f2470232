import { Container } from '@backstage/ui';
import type { PropsWithChildren } from 'react';

/** The space below a page's tabs. */
export function TabContent({ children }: PropsWithChildren<{}>) {
  return <Container py="4">{children}</Container>;
}

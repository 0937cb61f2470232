import { Text } from '@backstage/ui';
import type { PropsWithChildren } from 'react';
import styles from './Remark.module.css';

/** A secondary sentence that may break anywhere, because image references are long words. */
export function Remark({ children }: PropsWithChildren<{}>) {
  return (
    <Text variant="body-small" color="secondary" className={styles.remark}>
      {children}
    </Text>
  );
}

import { Text } from '@backstage/ui';
import type { PropsWithChildren } from 'react';
import styles from './Remark.module.css';

/** A sentence below what it is about, broken anywhere: image references are long words. */
export function Remark({ children }: PropsWithChildren<{}>) {
  return (
    <Text variant="body-small" color="secondary" className={styles.remark}>
      {children}
    </Text>
  );
}

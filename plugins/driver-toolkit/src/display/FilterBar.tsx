import type { PropsWithChildren } from 'react';
import styles from './FilterBar.module.css';

/** A row of filters, which wraps if it is narrow. */
export function FilterBar(props: PropsWithChildren<{ label: string }>) {
  return (
    <div role="search" aria-label={props.label} className={styles.bar}>
      {props.children}
    </div>
  );
}

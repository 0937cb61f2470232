import { Children, type PropsWithChildren, type ReactNode } from 'react';
import styles from './Facts.module.css';

/** A list of names and their values, beside each other where there is room. */
export function Facts(props: PropsWithChildren<{ columns?: 'one' }>) {
  const { columns, children } = props;
  return (
    <dl className={columns === 'one' ? styles.column : styles.facts}>
      {children}
    </dl>
  );
}

/** One name and its value; nothing without a value. */
export function Fact(props: { name: string; children: ReactNode }) {
  if (Children.toArray(props.children).length === 0) {
    return null;
  }
  return (
    <div className={styles.fact}>
      <dt className={styles.name}>{props.name}</dt>
      <dd className={styles.value}>{props.children}</dd>
    </div>
  );
}

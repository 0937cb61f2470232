import { Children, type PropsWithChildren, type ReactNode } from 'react';
import styles from './Facts.module.css';

/** A list of names and their values. */
export function Facts(
  props: PropsWithChildren<{
    /**
     * `grid`: side by side if there is room; `column`: one below the other;
     * `line`: one after the other, names before values.
     */
    layout?: 'grid' | 'column' | 'line';
  }>,
) {
  const { layout = 'grid', children } = props;
  return <dl className={styles[layout]}>{children}</dl>;
}

/** One name and its value; renders nothing without a value. */
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

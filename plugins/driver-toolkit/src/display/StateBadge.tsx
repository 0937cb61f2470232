import { Badge } from '@backstage/ui';
import type { ReactElement } from 'react';
import styles from './StateBadge.module.css';

/** Severity of a state. */
export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';

/** A state with colour, icon and word. */
export function StateBadge(props: {
  tone: Tone;
  icon: ReactElement;
  text: string;
}) {
  return (
    <Badge size="small" icon={props.icon} className={styles[props.tone]}>
      {props.text}
    </Badge>
  );
}

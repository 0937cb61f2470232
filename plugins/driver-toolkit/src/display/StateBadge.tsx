import { Badge } from '@backstage/ui';
import type { ReactElement } from 'react';
import styles from './StateBadge.module.css';

/** What a state means to a reader. */
export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';

/** A state by colour, sign and word. */
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

import { Alert, type AlertProps } from '@backstage/ui';
import styles from './Notice.module.css';

/** An alert with an icon and actions. */
export function Notice(
  props: Pick<
    AlertProps,
    'role' | 'status' | 'title' | 'description' | 'customActions'
  >,
) {
  return <Alert {...props} icon className={styles.notice} />;
}

import { Container } from '@backstage/ui';
import type { PropsWithChildren } from 'react';
import { useWrongConfiguration } from '../api/useWrongConfiguration';
import { useTexts } from '../translation/useTexts';
import { Problem } from './Problem';
import styles from './TabContent.module.css';

/** Content below a page's tabs. If the backend has stopped, the reason replaces the content. */
export function TabContent({ children }: PropsWithChildren<{}>) {
  const { t } = useTexts();
  const { error, retry } = useWrongConfiguration();
  return (
    <Container py="4" className={styles.content}>
      {error ? (
        <Problem
          title={t('errors.wrongConfiguration')}
          error={error}
          onRetry={retry}
        />
      ) : (
        children
      )}
    </Container>
  );
}

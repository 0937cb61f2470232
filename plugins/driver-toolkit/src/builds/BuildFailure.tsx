import { Alert, Flex } from '@backstage/ui';
import type {
  BuildError,
  BuildState,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { plainText } from '../log/plainText';
import { useTexts } from '../translation/useTexts';
import styles from './BuildFailure.module.css';

/** Why a build failed: the message, the step, and the last lines of the log. */
export function BuildFailure(props: { error: BuildError; state: BuildState }) {
  const { error, state } = props;
  const { t } = useTexts();
  const { message, step, lines = [] } = error;
  return (
    <Alert
      role="alert"
      icon
      status={state === 'failed' ? 'danger' : 'warning'}
      title={message}
      description={
        (step || lines.length > 0) && (
          <Flex direction="column" gap="2" className={styles.details}>
            {lines.length > 0 && (
              <pre
                ref={toItsEnd}
                className={styles.lines}
                role="region"
                aria-label={t('build.lastLines')}
                // The keyboard reaches a scrolling region only with a tab stop.
                // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
                tabIndex={0}
              >
                {lines.map(plainText).join('\n')}
              </pre>
            )}
            {step && (
              <div
                className={styles.step}
                role="region"
                aria-label={t('build.failedStep')}
                // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above
                tabIndex={0}
              >
                {t('build.failedStep')} <code>{step}</code>
              </div>
            )}
          </Flex>
        )
      }
    />
  );
}

/** The cause is usually in the last line. */
function toItsEnd(element: HTMLElement | null): void {
  if (element) {
    element.scrollTop = element.scrollHeight;
  }
}

import type {
  BuildError,
  BuildState,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { Alert, Flex, Text } from '@backstage/ui';
import { plainText } from '../log/plainText';
import { useTexts } from '../translation/useTexts';
import styles from './BuildFailure.module.css';

/** Why a build failed: the sentence, the step, and what was printed last. */
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
            {step && (
              <Text>
                {t('build.failedStep')} <code>{step}</code>
              </Text>
            )}
            {lines.length > 0 && (
              <pre className={styles.lines} aria-label={t('build.lastLines')}>
                {lines.map(plainText).join('\n')}
              </pre>
            )}
          </Flex>
        )
      }
    />
  );
}

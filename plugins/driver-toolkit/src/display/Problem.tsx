import { Button } from '@backstage/ui';
import { useTexts } from '../translation/useTexts';
import { Notice } from './Notice';
import { Sentences } from './Sentences';
import { useErrorMessage } from './useErrorMessage';

/** An error message with a button to try again. */
export function Problem(props: {
  title: string;
  error: Error;
  onRetry?: () => void;
}) {
  const { t } = useTexts();
  const message = useErrorMessage();
  const { title, error, onRetry } = props;
  return (
    <Notice
      role="alert"
      status="danger"
      title={title}
      description={<Sentences texts={message(error).split('\n')} />}
      customActions={
        onRetry && (
          <Button variant="secondary" onPress={onRetry}>
            {t('errors.tryAgain')}
          </Button>
        )
      }
    />
  );
}

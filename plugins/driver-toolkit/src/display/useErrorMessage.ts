import { ResponseError } from '@backstage/errors';
import { useCallback } from 'react';
import { useTexts } from '../translation/useTexts';

/** The message of an error for users: the backend's own message if there is one. */
export function useErrorMessage(): (error: Error) => string {
  const { t } = useTexts();
  return useCallback(
    error => {
      if (error instanceof ResponseError) {
        return error.body.error.message;
      }
      // What fetch throws if there is no answer.
      return error instanceof TypeError
        ? t('errors.unreachable')
        : error.message;
    },
    [t],
  );
}

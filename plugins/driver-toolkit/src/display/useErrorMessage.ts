import { ResponseError } from '@backstage/errors';
import { useCallback } from 'react';
import { useTexts } from '../translation/useTexts';

/** The sentence of an error that a user can act on: the backend's own where it has one. */
export function useErrorMessage(): (error: Error) => string {
  const { t } = useTexts();
  return useCallback(
    error => {
      if (error instanceof ResponseError) {
        return error.body.error.message;
      }
      // What browsers throw from fetch when no answer came.
      return error instanceof TypeError
        ? t('errors.unreachable')
        : error.message;
    },
    [t],
  );
}

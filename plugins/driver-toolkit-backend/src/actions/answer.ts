import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { AuthenticationError } from '@backstage/errors';
import type { Caller } from '../access/Caller';
import { tellable } from '../access/tellable';
import type { ActionContext } from './ActionContext';

/**
 * Does an action for whoever invoked it.
 *
 * @throws AuthenticationError where nobody did, and what may be told of what
 * `work` throws
 */
export async function answer<T>(
  { auth, logger }: Pick<ActionContext, 'auth' | 'logger'>,
  credentials: BackstageCredentials,
  work: (caller: Caller) => Promise<T>,
): Promise<{ output: T }> {
  if (
    !auth.isPrincipal(credentials, 'user') &&
    !auth.isPrincipal(credentials, 'service')
  ) {
    throw new AuthenticationError(
      'Sign in, or use a token of a service, to use this action.',
    );
  }
  try {
    return { output: await work({ credentials }) };
  } catch (error) {
    throw tellable(error, logger);
  }
}

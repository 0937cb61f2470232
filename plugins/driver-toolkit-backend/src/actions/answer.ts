import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { AuthenticationError } from '@backstage/errors';
import type { Caller } from '../access/Caller';
import { tellable } from '../access/tellable';
import type { ActionContext, ActionSystem } from './ActionContext';

/**
 * Runs an action for its caller.
 *
 * @throws AuthenticationError without a caller, and the tellable part of
 * `work`'s error
 */
export async function answer<T>(
  { auth, logger, enter }: Omit<ActionContext, 'registry'>,
  credentials: BackstageCredentials,
  work: (caller: Caller, system: ActionSystem) => Promise<T>,
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
    const caller = { credentials };
    return { output: await work(caller, await enter(caller)) };
  } catch (error) {
    throw tellable(error, logger);
  }
}

import { InputError, toError } from '@backstage/errors';
import type { DriverToolkitConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { listSigningEntries } from './SigningEntry';
import { SigningKey } from './SigningKey';

/**
 * Checks all configured signing keys.
 *
 * @throws InputError with one sentence per problem, each naming its
 * configuration key
 */
export async function checkSigningKeys(
  config: DriverToolkitConfig,
): Promise<void> {
  const outcomes = await Promise.allSettled(
    listSigningEntries(config).map(entry => SigningKey.read(entry)),
  );
  const problems = outcomes.flatMap(outcome =>
    outcome.status === 'rejected' ? `${toError(outcome.reason).message}.` : [],
  );
  if (problems.length > 0) {
    throw new InputError(problems.join('\n'));
  }
}

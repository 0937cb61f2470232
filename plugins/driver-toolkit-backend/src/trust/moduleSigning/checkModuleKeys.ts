import { InputError, toError } from '@backstage/errors';
import type { DriverToolkitConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { ModuleCertificate } from './ModuleCertificate';
import { ModuleKey } from './ModuleKey';
import { listModuleKeys } from './ModuleKeyEntry';

/** Milliseconds for the keys on tokens. */
const TIMEOUT_MS = 60_000;

/**
 * Checks all configured keys of modules.
 *
 * @throws InputError with one sentence per problem, each naming its
 * configuration key
 */
export async function checkModuleKeys(
  config: DriverToolkitConfig,
): Promise<void> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const outcomes = await Promise.allSettled(
    listModuleKeys(config).map(entry =>
      entry.keyFile || entry.pkcs11
        ? ModuleKey.read(entry, signal)
        : ModuleCertificate.read(entry),
    ),
  );
  const problems = outcomes.flatMap(outcome =>
    outcome.status === 'rejected' ? `${toError(outcome.reason).message}.` : [],
  );
  if (problems.length > 0) {
    throw new InputError(problems.join('\n'));
  }
}

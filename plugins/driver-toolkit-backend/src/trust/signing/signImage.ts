import { toError } from '@backstage/errors';
import {
  BuildFailedError,
  type DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import {
  retryTransient,
  type RetryOptions,
} from '../../builders/retryTransient';
import type { BuildPlan } from '../../plans/BuildPlan';
import type { RegistryDirectory } from '../../registries/RegistryDirectory';
import { createSignature, SIGNATURE_ANNOTATION } from './createSignature';
import { findSigningEntry } from './SigningEntry';
import { SigningKey } from './SigningKey';

/** Milliseconds for all requests of one signature. */
const TIMEOUT_MS = 120_000;

/**
 * Signs a pushed image if the configuration has a key for it.
 *
 * @param digests - The digests that were read back: the tag's manifest and, if
 * that is a list, those of this build's platforms, because podman asks for the
 * signature of the platform that it runs
 * @throws BuildFailedError if a digest could not be signed: verifiers would
 * refuse the image
 */
export async function signImage(
  plan: BuildPlan,
  digests: readonly string[],
  context: RetryOptions,
  {
    config,
    registries,
  }: {
    config: DriverToolkitConfig;
    registries: Pick<RegistryDirectory, 'sign'>;
  },
): Promise<void> {
  const entry = findSigningEntry(plan, config);
  if (!entry) {
    return;
  }
  const { signal, log } = context;
  const reference = plan.imageReference;
  try {
    const key = await SigningKey.read(entry);
    for (const digest of digests) {
      const signature = createSignature({ reference, digest }, key);
      await retryTransient('Signing the image', context, () =>
        registries.sign({ reference, digest }, signature, {
          signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
          isSigned: annotations =>
            key.hasSigned(
              signature.content,
              annotations[SIGNATURE_ANNOTATION] ?? '',
            ),
        }),
      );
      log(`Signed: ${reference}@${digest} with key ${key.fingerprint}`);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw new BuildFailedError(
      `${reference}@${digests[0]} was pushed, but could not be signed: ${
        toError(error).message
      }`,
    );
  }
}

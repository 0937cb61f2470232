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

/** For one signature, with all that its registry has to be asked for it. */
const TIMEOUT_MS = 120_000;

/**
 * Signs what a build has pushed, where the configuration has a key for it.
 *
 * @param digests - What was read back: the manifest that the tag names and,
 * where that is a list, those of this build's platforms in it, since podman
 * asks for the signature of the one that it runs
 * @throws BuildFailedError where some of it could not be signed: an image that
 * has to be signed is of no use to those who verify it
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
      `${reference}@${
        digests[0]
      } is in its registry, but could not be signed: ${toError(error).message}`,
    );
  }
}

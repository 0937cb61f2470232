import type {
  BuiltImage,
  DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { BuildPlan } from '../../plans/BuildPlan';
import type { RegistryDirectory } from '../../registries/RegistryDirectory';
import { attestImage, type AttestedBuild } from '../../trust/attestImage';
import { requestOf } from '../../trust/provenance/requestOf';
import { signImage } from '../../trust/signing/signImage';
import { findSigningEntry } from '../../trust/signing/SigningEntry';
import type { BuildContext } from '../worker/BuildContext';
import { publishImage } from './publishImage';

/** Facts about a built and verified image. */
export type ReleasedBuild = Pick<AttestedBuild, 'packages'> & {
  facts: Omit<AttestedBuild['facts'], 'type' | 'request'>;
};

/**
 * Publishes a verified image: pushes it, reads it back, signs it and attaches
 * how it was built.
 *
 * @returns the digest that the tag names
 * @throws BuildFailedError if it could not be pushed or signed
 */
export async function releaseImage(
  image: BuiltImage,
  plan: BuildPlan,
  build: ReleasedBuild,
  context: BuildContext,
  options: { config: DriverToolkitConfig; registries: RegistryDirectory },
): Promise<string> {
  const { config, registries } = options;
  const {
    digest,
    platform,
    context: left,
  } = await publishImage(image, plan, context, registries);
  const digests = [...new Set([digest, platform.digest])];
  await signImage(plan, digests, left, options);
  await attestImage(
    {
      image: { reference: plan.imageReference, digest: platform.digest },
      created: platform.created,
      packages: build.packages,
      signing: findSigningEntry(plan, config),
      facts: { ...build.facts, type: plan.type, request: requestOf(plan) },
    },
    left,
    registries,
  );
  return digest;
}

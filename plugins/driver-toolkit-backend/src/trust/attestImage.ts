import { toError } from '@backstage/errors';
import type { Artifact } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { ImageBuilder } from '../builders/Builder';
import type { BuildContext } from '../builds/BuildContext';
import type { RegistryDirectory } from '../builds/RegistryDirectory';
import type { InstalledPackage } from './packages/InstalledPackage';
import {
  createProvenance,
  type BuildFacts,
} from './provenance/createProvenance';
import { createSbom } from './sbom/createSbom';

/** For one attachment, with all that its registry has to be asked for it. */
const TIMEOUT_MS = 120_000;
/** image-spec, "Pre-Defined Annotation Keys". */
const CREATED = 'org.opencontainers.image.created';
/** in-toto attestation framework, as registries' users look for statements. */
const PREDICATE_TYPE = 'in-toto.io/predicate-type';

/** A build whose image is in its registry. */
export interface AttestedBuild {
  image: { reference: string; digest: string };
  /** ISO time of the image's creation, where the registry has it. */
  created?: string;
  /** What the build itself does not know is left to its context. */
  facts: Omit<BuildFacts, 'buildId' | 'requestedBy' | 'builder' | 'finishedOn'>;
  packages: readonly InstalledPackage[] | undefined;
}

/** What a build lends to this. */
export type AttestingContext = Pick<
  BuildContext,
  'buildId' | 'requestedBy' | 'signal' | 'log'
> & { builder: Pick<ImageBuilder, 'config' | 'inspect'> };

/**
 * Attaches to a pushed image how it was built and, as far as its packages are
 * known, what is in it.
 *
 * @remarks
 * The image is there by now, so whatever fails is told in the log alone. Only
 * the build's own signal ends it.
 */
export async function attestImage(
  build: AttestedBuild,
  context: AttestingContext,
  registries: Pick<RegistryDirectory, 'attach'>,
): Promise<void> {
  const { image, packages } = build;
  const { signal, log } = context;
  const attach = async (name: string, artifact: Artifact) => {
    try {
      const { digest } = await registries.attach(
        image,
        artifact,
        AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      );
      log(`Attached: ${name} ${digest}`);
    } catch (error) {
      signal.throwIfAborted();
      log(
        `Warning: the ${name} could not be attached to ${image.reference}: ${
          toError(error).message
        }`,
      );
    }
  };
  const finishedOn = new Date();
  await attach('provenance', await provenanceOf(build, context, finishedOn));
  if (packages) {
    const created = build.created ?? finishedOn.toISOString();
    const sbom = createSbom({ ...image, created }, packages);
    await attach(
      'SBOM',
      toArtifact('application/spdx+json', sbom, { created }),
    );
  } else {
    log('No SBOM is attached: the packages of the image are not known.');
  }
}

async function provenanceOf(
  { image, facts }: AttestedBuild,
  { buildId, requestedBy, builder }: AttestingContext,
  finishedOn: Date,
): Promise<Artifact> {
  const { version } = await builder.inspect();
  const statement = createProvenance(image, {
    ...facts,
    buildId,
    requestedBy,
    builder: { id: builder.config.id, podmanVersion: version },
    finishedOn,
  });
  return toArtifact('application/vnd.in-toto+json', statement, {
    created: finishedOn.toISOString(),
    predicateType: statement.predicateType,
  });
}

function toArtifact(
  type: string,
  document: object,
  about: { created: string; predicateType?: string },
): Artifact {
  const { created, predicateType } = about;
  return {
    type,
    content: Buffer.from(JSON.stringify(document)),
    annotations: {
      [CREATED]: created,
      ...(predicateType !== undefined && { [PREDICATE_TYPE]: predicateType }),
    },
  };
}

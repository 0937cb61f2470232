import { toError } from '@backstage/errors';
import type { ImageBuilder } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { RegistryDirectory } from '../registries/RegistryDirectory';
import type { InstalledPackage } from './packages/InstalledPackage';
import {
  createProvenance,
  type BuildFacts,
} from './provenance/createProvenance';
import { createSbom } from './sbom/createSbom';
import { createAttestation } from './signing/createAttestation';
import type { SigningEntry } from './signing/SigningEntry';
import { SigningKey } from './signing/SigningKey';
import { together } from './together';

/** Milliseconds for all requests of one attachment. */
const TIMEOUT_MS = 120_000;
/** image-spec, "Pre-Defined Annotation Keys". */
const CREATED = 'org.opencontainers.image.created';
/** in-toto attestation framework; the type that clients look for. */
const PREDICATE_TYPE = 'in-toto.io/predicate-type';

/** A build whose image is in its registry. */
export interface AttestedBuild {
  image: { reference: string; digest: string };
  /** ISO time of the image's creation, if the registry has it. */
  created?: string;
  /** The build's context provides the rest. */
  facts: Omit<BuildFacts, 'buildId' | 'requestedBy' | 'builder' | 'finishedOn'>;
  packages: readonly InstalledPackage[] | undefined;
  /** Signs the provenance; undefined if it is not signed. */
  signing?: SigningEntry;
}

/** The build's log and signal. */
export interface AttestingContext {
  builder: Pick<ImageBuilder, 'config' | 'ping'>;
  buildId: string;
  /** Entity reference of the person, or the service. */
  requestedBy?: string;
  signal: AbortSignal;
  log: (line: string) => void;
}

/**
 * Attaches a provenance to a pushed image and, if its packages are known, an
 * SBOM.
 *
 * @remarks
 * The image is already pushed, so failures appear only in the log. Only the
 * build's own signal rejects.
 */
export async function attestImage(
  build: AttestedBuild,
  context: AttestingContext,
  registries: Pick<RegistryDirectory, 'attach' | 'sign'>,
): Promise<void> {
  const { image, packages, signing } = build;
  const { signal, log } = context;
  const attempt = async (
    name: string,
    attach: (bounded: AbortSignal) => Promise<{ digest: string }>,
  ) => {
    try {
      const { digest } = await attach(
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
  const attachProvenance = async () => {
    const statement = await provenanceOf(build, context, finishedOn);
    const content = Buffer.from(JSON.stringify(statement));
    const { predicateType } = statement;
    const created = finishedOn.toISOString();
    await attempt('provenance', bounded =>
      registries.attach(
        image,
        {
          type: 'application/vnd.in-toto+json',
          content,
          annotations: { [CREATED]: created, [PREDICATE_TYPE]: predicateType },
        },
        bounded,
      ),
    );
    if (signing) {
      await attempt('signed provenance', async bounded => {
        const key = await SigningKey.read(signing);
        return registries.sign(
          image,
          createAttestation(content, predicateType, key),
          { signal: bounded, isSigned: () => true },
        );
      });
    }
  };
  const attachSbom = async () => {
    if (!packages) {
      log('No SBOM is attached: the packages of the image are unknown.');
      return;
    }
    const created = build.created ?? finishedOn.toISOString();
    const sbom = createSbom({ ...image, created }, packages);
    await attempt('SBOM', bounded =>
      registries.attach(
        image,
        {
          type: 'application/spdx+json',
          content: Buffer.from(JSON.stringify(sbom)),
          annotations: { [CREATED]: created },
        },
        bounded,
      ),
    );
  };
  await together([attachProvenance(), attachSbom()]);
}

async function provenanceOf(
  { image, facts }: AttestedBuild,
  { buildId, requestedBy, builder }: AttestingContext,
  finishedOn: Date,
) {
  const { id, type } = builder.config;
  const { version } = await builder.ping();
  return createProvenance(image, {
    ...facts,
    buildId,
    requestedBy,
    builder: { id, type, version },
    finishedOn,
  });
}

import { parseImageReference } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { ResourceDescriptor } from './ResourceDescriptor';

/** The media type of a verdict's record. */
const VERDICT_TYPE = 'application/vnd.driver-toolkit.verdict.v1+json';
/** Names of modules in a provenance. */
const MAX_MODULES = 50;

/** What a provenance says about the verdict on a driver image. */
export interface ProvenVerdict {
  /** Id of its record: `sha256:…` */
  record: string;
  /** Names. */
  modules: readonly string[];
  /** Number of different symbols that they need. */
  symbols: number;
  /** Whether these were held against those of the toolkit's kernel. */
  symbolsChecked: boolean;
  /** Number of warnings. */
  warnings: number;
}

/** The portal's data about a build that it ran. */
export interface BuildFacts {
  type: 'toolkit' | 'driver';
  buildId: string;
  /** Entity reference of the person, or the service. */
  requestedBy?: string;
  /** The request. */
  request: Record<string, string | undefined>;
  /** Build arguments; none is secret. */
  arguments: Record<string, string>;
  dependencies: ResourceDescriptor[];
  /**
   * The certificate of the key with which the portal signed the modules, as
   * `sha256:…`; undefined if it did not.
   */
  moduleCertificate?: string;
  /** Of a driver image. */
  verdict?: ProvenVerdict;
  /** `version` is that of the program that `type` names, such as podman. */
  builder: { id: string; type: string; version?: string };
  startedOn: Date;
  finishedOn: Date;
}

/**
 * The in-toto statement v1 with a SLSA provenance v1 predicate that describes
 * how an image was built.
 */
export function createProvenance(
  image: { reference: string; digest: string },
  facts: BuildFacts,
) {
  const { registry, repository } = parseImageReference(image.reference);
  const [algorithm, encoded] = image.digest.split(':');
  const { builder, requestedBy } = facts;
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      { name: `${registry}/${repository}`, digest: { [algorithm]: encoded } },
    ],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: `urn:driver-toolkit:build:${facts.type}:v1`,
        externalParameters: {
          ...facts.request,
          imageReference: image.reference,
        },
        internalParameters: {
          ...(requestedBy !== undefined && { requestedBy }),
          buildArguments: facts.arguments,
          ...(facts.moduleCertificate !== undefined && {
            moduleSigning: { certificate: facts.moduleCertificate },
          }),
        },
        resolvedDependencies: facts.dependencies,
      },
      runDetails: {
        builder: {
          id: `urn:driver-toolkit:builder:${builder.id}`,
          ...(builder.version !== undefined && {
            version: { [builder.type]: builder.version },
          }),
        },
        metadata: {
          invocationId: facts.buildId,
          startedOn: facts.startedOn.toISOString(),
          finishedOn: facts.finishedOn.toISOString(),
        },
        ...(facts.verdict && { byproducts: [describeVerdict(facts.verdict)] }),
      },
    },
  };
}

/** As a "ResourceDescriptor", whose annotations may have any value. */
function describeVerdict({ record, modules, ...counts }: ProvenVerdict) {
  const [algorithm, encoded] = record.split(':');
  return {
    name: 'verdict',
    digest: { [algorithm]: encoded },
    mediaType: VERDICT_TYPE,
    annotations: {
      passed: true,
      modules: modules.slice(0, MAX_MODULES),
      ...counts,
    },
  };
}

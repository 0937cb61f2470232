import { parseImageReference } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { ResourceDescriptor } from './ResourceDescriptor';

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
      },
    },
  };
}

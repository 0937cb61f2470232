import { parseImageReference } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { ResourceDescriptor } from './ResourceDescriptor';

/** What the portal knows of a build that it ran. */
export interface BuildFacts {
  type: 'toolkit' | 'driver';
  buildId: string;
  /** Entity reference of the person, or the service. */
  requestedBy?: string;
  /** What was asked for. */
  request: Record<string, string | undefined>;
  /** Build arguments; none of them is secret. */
  arguments: Record<string, string>;
  dependencies: ResourceDescriptor[];
  /** `version` is of what its `type` says, such as podman. */
  builder: { id: string; type: string; version?: string };
  startedOn: Date;
  finishedOn: Date;
}

/**
 * The in-toto statement v1, with a SLSA provenance v1 predicate, that says how
 * an image came to be.
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

import { InputError } from '@backstage/errors';
import type {
  BuildRequest,
  BuildType,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Fields of the other type of build. */
const FOREIGN_FIELDS: Record<BuildType, readonly string[]> = {
  toolkit: ['entityRef', 'architecture', 'variant'],
  driver: ['architectures', 'repository', 'force'],
};

/**
 * Distinguishes the two kinds of build request.
 *
 * @param body - valid by openapi.yaml, which describes the fields, but not their combinations
 * @throws InputError that names the superfluous or missing field
 */
export function toBuildRequest(
  body: { type: BuildType } & Record<string, unknown>,
): BuildRequest {
  const foreign = FOREIGN_FIELDS[body.type].find(field => field in body);
  if (foreign) {
    throw new InputError(`A ${body.type} build takes no '${foreign}'.`);
  }
  if (body.type === 'driver' && body.entityRef === undefined) {
    throw new InputError(
      "A driver build needs 'entityRef', the driver container's Component.",
    );
  }
  return body as unknown as BuildRequest;
}

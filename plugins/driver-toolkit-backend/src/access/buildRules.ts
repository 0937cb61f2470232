import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { RESOURCE_TYPE_BUILD } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { z } from 'zod';

/** The properties of a build that conditions look at. @public */
export interface ReadableBuild {
  /** Entity reference of the person, or subject of the service. */
  requestedBy: string;
  /** Owners of the entity that the build is for. */
  owners: readonly string[];
}

/** A query that a condition on builds becomes. @public */
export type BuildQuery =
  | { owners: readonly string[] }
  | { requesters: readonly string[] };

/** Builds as a resource for policies. */
export const buildResourceRef = createPermissionResourceRef<
  ReadableBuild,
  BuildQuery
>().with({ pluginId: 'driver-toolkit', resourceType: RESOURCE_TYPE_BUILD });

const isBuildOwner = createPermissionRule({
  name: 'IS_BUILD_OWNER',
  description:
    'Allow builds whose entity has one of these owners: the driver of a driver build, the kernel of a toolkit build',
  resourceRef: buildResourceRef,
  paramsSchema: z.object({
    claims: z.array(z.string()).describe('Entity references of owners'),
  }),
  apply: ({ owners }, { claims }) => owners.some(o => claims.includes(o)),
  toQuery: ({ claims }) => ({ owners: claims }),
});

const isBuildRequester = createPermissionRule({
  name: 'IS_BUILD_REQUESTER',
  description: 'Allow builds that one of these has requested',
  resourceRef: buildResourceRef,
  paramsSchema: z.object({
    requesters: z
      .array(z.string())
      .describe('Entity references of people, or subjects of services'),
  }),
  apply: ({ requestedBy }, { requesters }) => requesters.includes(requestedBy),
  toQuery: ({ requesters }) => ({ requesters }),
});

/** Every rule on builds. */
export const buildRules = { isBuildOwner, isBuildRequester };

const exported = createConditionExports({
  resourceRef: buildResourceRef,
  rules: buildRules,
});

/** Conditions on builds, for permission policies. @public */
export const buildConditions = exported.conditions;

/**
 * Turns {@link buildConditions} into the decision of a permission policy.
 *
 * @public
 */
export const createBuildConditionalDecision =
  exported.createConditionalDecision;

import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { indexReadPermission } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { MANIFEST_KINDS } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { ActionContext } from './ActionContext';
import { answer } from './answer';

/** `driver-toolkit:get-driver-manifests` */
export function registerGetManifests(context: ActionContext): void {
  context.registry.register({
    name: 'get-driver-manifests',
    title: "Get a Driver's Manifests",
    description: `Returns what deploys a driver container: a Module of Kernel Module Management (kmm), DaemonSets for Kubernetes (daemonset) or OpenShift (openshift), KMM's preflight validation of coming kernels (preflight), or a Containerfile for a bootc image (bootc).

Use it when a user wants to deploy a driver that is built. It changes nothing, neither here nor on a cluster: the user applies the files. "warnings" says what the files cannot express, and which kernels have no image yet: build-driver builds one.`,
    attributes: { readOnly: true, destructive: false, idempotent: true },
    visibilityPermission: indexReadPermission,
    schema: {
      input: z =>
        z.object({
          entityRef: z
            .string()
            .describe(
              "The driver container's Component, such as component:default/simple",
            ),
          kinds: z
            .array(z.enum(MANIFEST_KINDS))
            .min(1)
            .describe('What to return'),
          kernels: z
            .array(z.string().max(100))
            .max(50)
            .optional()
            .describe(
              '`uname -r` of the nodes, unameReleases of list-kernels; default: the newest kernels that an image was built for',
            ),
          namespace: z
            .string()
            .optional()
            .describe('Namespace of the objects; default: default'),
          imagePullSecret: z
            .string()
            .optional()
            .describe("Secret with the registry's credentials"),
        }),
      output: z =>
        z.object({
          files: z.array(
            z.object({
              kind: z.string(),
              name: z.string(),
              content: z.string(),
            }),
          ),
          warnings: z.array(z.string()),
          kernels: z
            .array(
              z.object({
                unameRelease: z.string(),
                reference: z.string().optional(),
                digest: z.string().optional(),
              }),
            )
            .describe('What they are for'),
          commit: z
            .string()
            .optional()
            .describe("Version of the driver's repository that was read"),
        }),
    },
    action: async ({ input, credentials }) =>
      answer(context, credentials, async (caller, system) => {
        await system.access.control.require(caller, indexReadPermission);
        return system.driverManifests.render(
          stringifyEntityRef(
            parseEntityRef(input.entityRef, { defaultKind: 'component' }),
          ),
          {
            for: input.kinds,
            kernel: input.kernels,
            targetNamespace: input.namespace,
            imagePullSecret: input.imagePullSecret,
          },
          caller.credentials,
        );
      }),
  });
}

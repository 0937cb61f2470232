import type { ActionContext } from './ActionContext';
import { answer } from './answer';
import { describeRequested } from './describeRequested';
import { requestedBuildSchema } from './requestedBuildSchema';
import { variantSchema } from './variantSchema';

/** `driver-toolkit:build-driver` */
export function registerBuildDriver(context: ActionContext): void {
  context.registry.register({
    name: 'build-driver',
    title: 'Build a Driver Container',
    description: `Queues the build of a driver container for one kernel, from the repository of its Component in the catalog, and answers at once with the build.

Use it when somebody wants a driver for a kernel; use follow-build with the buildId to learn how it goes. The kernel needs a toolkit image: list-kernels tells, build-toolkit-image makes one. The image replaces the one that was built of this driver for this kernel before.`,
    attributes: { readOnly: false, destructive: true, idempotent: false },
    schema: {
      input: z =>
        z.object({
          entityRef: z
            .string()
            .describe(
              "The driver container's Component, such as component:default/simple",
            ),
          source: z
            .string()
            .describe('Id of the kernel source, as list-kernels has it'),
          kernel: z
            .string()
            .describe('version-release, as list-kernels has it'),
          architecture: z
            .string()
            .optional()
            .describe('RPM name; default: the first that can be built'),
          variant: variantSchema(z)
            .optional()
            .describe('Flavour of the kernel; default: default'),
        }),
      output: requestedBuildSchema,
    },
    action: async ({ input, credentials }) =>
      answer(context, credentials, async (caller, { access }) => {
        const requested = await access.authorizedBuilds.create(
          { type: 'driver', ...input },
          caller,
        );
        return describeRequested(requested);
      }),
  });
}

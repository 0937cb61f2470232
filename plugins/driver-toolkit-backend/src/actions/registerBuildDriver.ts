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
    description: `Queues the build of a driver container for one kernel, from the repository of its Component in the catalog, and returns the build at once.

Use it when a user wants a driver for a kernel; then use follow-build with the buildId to follow the build. The kernel needs a toolkit image: list-kernels tells if it has one, build-toolkit-image builds one. The new image replaces an earlier image of this driver for this kernel.`,
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
            .describe('Id of the kernel source, from list-kernels'),
          kernel: z.string().describe('version-release, from list-kernels'),
          architecture: z
            .string()
            .optional()
            .describe(
              'RPM name; default: the first architecture that can be built',
            ),
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

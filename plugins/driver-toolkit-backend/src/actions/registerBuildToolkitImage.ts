import type { ActionContext } from './ActionContext';
import { answer } from './answer';
import { describeRequested } from './describeRequested';
import { requestedBuildSchema } from './requestedBuildSchema';

/**
 * `driver-toolkit:build-toolkit-image`
 *
 * @remarks It takes no `force`: to replace an image that is there is left to
 * people, so that this adds only what is missing and may be repeated.
 */
export function registerBuildToolkitImage(context: ActionContext): void {
  context.registry.register({
    name: 'build-toolkit-image',
    title: 'Build a Toolkit Image',
    description: `Queues the build of the Driver Toolkit image of one kernel, for the architectures that it lacks, and answers at once with the first of the builds.

Use it for an image that find-missing-images lists; use follow-build with the buildId to learn how it goes. It takes minutes. It is refused where the image is there already, which is for people to replace, in the portal; and it answers with the build that is under way where there is one, so it may be called again.`,
    attributes: { readOnly: false, destructive: false, idempotent: true },
    schema: {
      input: z =>
        z.object({
          source: z
            .string()
            .describe('Id of the kernel source, as list-kernels has it'),
          kernel: z
            .string()
            .describe('version-release, as list-kernels has it'),
          architecture: z
            .string()
            .optional()
            .describe('RPM name; default: all that the image lacks'),
          repository: z
            .string()
            .optional()
            .describe('Id of the image repository; default: the first'),
        }),
      output: requestedBuildSchema,
    },
    action: async ({ input, credentials }) =>
      answer(context, credentials, async (caller, { access }) => {
        const { architecture, ...request } = input;
        const requested = await access.authorizedBuilds.create(
          {
            type: 'toolkit',
            ...request,
            ...(architecture !== undefined && {
              architectures: [architecture],
            }),
          },
          caller,
        );
        return describeRequested(requested);
      }),
  });
}
